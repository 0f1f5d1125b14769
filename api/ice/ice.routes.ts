import { defineRoute, type Route } from '../http/define-route.ts';
import { iceServersAnswer } from './ice.schema.ts';
import type { IceService } from './ice.service.ts';

export function iceRoutes(ice: IceService): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/ice-servers',
      name: 'getIceServers',
      summary: 'Get STUN and TURN servers with fresh credentials, and where signalling is',
      scope: 'ice:read',
      status: 200,
      schemas: { answer: iceServersAnswer },
      errors: [],
      handle: async ({ actor }) => ice.describe(actor),
    }),
  ];
}
