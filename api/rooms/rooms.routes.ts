import { GONE_ERRORS } from '../auth/actor.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { createRoomBody, listRoomsQuery, roomAnswer, roomPage, roomParams, updateRoomBody } from './rooms.schema.ts';
import type { RoomsService } from './rooms.service.ts';

export function roomRoutes(rooms: RoomsService): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/rooms',
      name: 'createRoom',
      summary: 'Create a room',
      scope: 'rooms:create',
      status: 201,
      schemas: { body: createRoomBody, answer: roomAnswer },
      example: { name: 'Support', slug: 'support', maxParticipants: 5, metadata: { ticket: 4711 } },
      errors: ['slug_taken', 'room_limit_reached'],
      handle: async ({ actor, body }) => rooms.create(actor, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/rooms',
      name: 'listRooms',
      summary: 'List rooms, newest first',
      scope: 'rooms:read',
      status: 200,
      schemas: { query: listRoomsQuery, answer: roomPage },
      errors: [],
      handle: async ({ actor, query }) => rooms.list(actor, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/rooms/:room',
      name: 'getRoom',
      summary: 'Get a room by id, or the open one by slug',
      scope: 'rooms:read',
      status: 200,
      schemas: { params: roomParams, answer: roomAnswer },
      etag: true,
      errors: ['room_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params }) => rooms.get(actor, params.room),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/rooms/:room',
      name: 'updateRoom',
      summary: 'Change a room',
      scope: 'rooms:update',
      status: 200,
      schemas: { params: roomParams, body: updateRoomBody, answer: roomAnswer },
      example: { name: 'Second line', settings: { locked: true } },
      etag: true,
      errors: ['room_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params, body, precondition }) => rooms.update(actor, params.room, body, { precondition }),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/rooms/:room',
      name: 'closeRoom',
      summary: 'Close a room: everybody leaves it',
      scope: 'rooms:close',
      status: 204,
      schemas: { params: roomParams },
      etag: true,
      errors: ['room_not_found'],
      handle: async ({ actor, params, precondition }) => {
        await rooms.close(actor, params.room, 'closed', { precondition });
      },
    }),
  ];
}
