import { GONE_ERRORS } from '../auth/actor.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { roomParams } from '../rooms/rooms.schema.ts';
import {
  joinAnswer,
  joinBody,
  leaveQuery,
  listParticipantsQuery,
  participantAnswer,
  participantPage,
  participantParams,
  updateParticipantBody,
} from './participants.schema.ts';
import type { ParticipantsService } from './participants.service.ts';

export function participantRoutes(participants: ParticipantsService): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/rooms/:room/participants',
      name: 'joinRoom',
      summary: 'Join a room; a slug without an open room gets one',
      scope: 'rooms:join',
      status: 201,
      schemas: { params: roomParams, body: joinBody, answer: joinAnswer },
      example: { agentId: 'user-42', displayName: 'Anna' },
      errors: [
        'room_not_found',
        'room_limit_reached',
        'room_full',
        'room_locked',
        'banned',
        'already_joined',
        ...GONE_ERRORS,
      ],
      handle: async ({ actor, params, body }) => (await participants.join(actor, params.room, body)).result,
    }),
    defineRoute({
      method: 'GET',
      path: '/rooms/:room/participants',
      name: 'listParticipants',
      summary: 'List the participants of a room in order of joining',
      scope: 'participants:read',
      status: 200,
      schemas: { params: roomParams, query: listParticipantsQuery, answer: participantPage },
      errors: ['room_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params, query }) => participants.list(actor, params.room, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/rooms/:room/participants/:participant',
      name: 'getParticipant',
      summary: 'Get a participant',
      scope: 'participants:read',
      status: 200,
      schemas: { params: participantParams, answer: participantAnswer },
      etag: true,
      errors: ['room_not_found', 'participant_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params }) => participants.get(actor, params.room, params.participant),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/rooms/:room/participants/:participant',
      name: 'updateParticipant',
      summary: 'Mute, deafen, or describe a participant, or change its role',
      scope: 'participants:update',
      status: 200,
      schemas: { params: participantParams, body: updateParticipantBody, answer: participantAnswer },
      example: { serverMuted: true },
      etag: true,
      errors: ['room_not_found', 'participant_not_found', 'last_moderator', ...GONE_ERRORS],
      handle: async ({ actor, params, body, precondition }) =>
        await participants.update(actor, params.room, params.participant, body, undefined, precondition),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/rooms/:room/participants/:participant',
      name: 'removeParticipant',
      summary: 'Leave a room, or remove a participant from it, and ban its agent',
      scope: 'participants:leave',
      status: 204,
      schemas: { params: participantParams, query: leaveQuery },
      etag: true,
      errors: ['room_not_found', 'participant_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params, query, precondition }) => {
        await participants.leave(actor, params.room, params.participant, query, undefined, precondition);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/rooms/:room/participants/:participant/heartbeat',
      name: 'beatParticipant',
      summary: 'Say that a participant without a live socket is still there',
      scope: 'participants:update',
      status: 204,
      schemas: { params: participantParams },
      errors: ['room_not_found', 'participant_not_found', ...GONE_ERRORS],
      handle: async ({ actor, params }) => {
        await participants.beat(actor, params.room, params.participant);
      },
    }),
  ];
}
