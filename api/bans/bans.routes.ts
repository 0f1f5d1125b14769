import { GONE_ERRORS } from '../auth/actor.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { roomParams } from '../rooms/rooms.schema.ts';
import { banAnswer, banPage, createBanBody, liftBanQuery, listBansQuery } from './bans.schema.ts';
import type { BansService } from './bans.service.ts';

export function banRoutes(bans: BansService): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/rooms/:room/bans',
      name: 'listBans',
      summary: 'List who may not come back, newest first; a slug needs no open room',
      scope: 'bans:manage',
      status: 200,
      schemas: { params: roomParams, query: listBansQuery, answer: banPage },
      errors: ['room_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params, query }) => bans.list(actor, params.room, query),
    }),
    defineRoute({
      method: 'POST',
      path: '/rooms/:room/bans',
      name: 'createBan',
      summary: 'Ban an agent, who is removed if present; banned already, reason and expiry are replaced',
      scope: 'bans:manage',
      status: 201,
      schemas: { params: roomParams, body: createBanBody, answer: banAnswer },
      example: { agentId: 'user-42', reason: 'spam' },
      errors: ['room_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params, body }) => bans.create(actor, params.room, body),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/rooms/:room/bans',
      name: 'liftBan',
      summary: 'Let a banned agent come back',
      scope: 'bans:manage',
      status: 204,
      schemas: { params: roomParams, query: liftBanQuery },
      errors: ['room_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params, query }) => {
        await bans.lift(actor, params.room, query.agentId);
      },
    }),
  ];
}
