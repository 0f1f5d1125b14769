import { defineRoute, type Route } from '../http/define-route.ts';
import { roomParams } from '../rooms/rooms.schema.ts';
import type { JoinTokensService } from './join-tokens.service.ts';
import { createTokenBody, tokenAnswer } from './tokens.schema.ts';

export function tokenRoutes(joinTokens: JoinTokensService): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/rooms/:room/tokens',
      name: 'createToken',
      summary: 'Create a join token; a slug needs no open room yet',
      scope: 'tokens:create',
      status: 201,
      schemas: { params: roomParams, body: createTokenBody, answer: tokenAnswer },
      example: { agentId: 'user-42', displayName: 'Anna', role: 'moderator', ttlS: 3600 },
      errors: ['room_not_found'],
      handle: async ({ actor, params, body }) => joinTokens.create(actor, params.room, body),
    }),
  ];
}
