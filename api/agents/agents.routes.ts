import { defineRoute, type Route } from '../http/define-route.ts';
import { agentParams, erasureAnswer } from './agents.schema.ts';
import type { AgentsService } from './agents.service.ts';

export function agentRoutes(agents: AgentsService): Route[] {
  return [
    defineRoute({
      method: 'DELETE',
      path: '/agents/:agent',
      name: 'eraseAgent',
      summary: 'Erase a person: who is in a room is removed first, then nothing in the site tells who it was',
      scope: 'agents:erase',
      status: 200,
      schemas: { params: agentParams, answer: erasureAnswer },
      errors: [],
      handle: async ({ actor, params }) => ({ ...(await agents.erase(actor, params.agent)) }),
    }),
  ];
}
