import type { JoinBody, JoinResult, Participant, UpdateParticipantBody } from '../../protocol/rest.ts';
import { at, json, nothing } from './answers.ts';
import { list, type PageOptions } from './list.ts';
import type { CallOptions, Send } from './transport.ts';

interface ParticipantFilter extends PageOptions {
  /** Only those who are in the room, or only those who have left. */
  present?: boolean;
}

interface RemoveOptions extends CallOptions {
  reason?: 'left' | 'removed' | 'failed';
  /** The agent may not come back: until the ban is lifted, or for so many seconds. */
  ban?: boolean | number;
}

/** `room` is a room's id, or the slug of the open one; `participant` an id. */
export function createParticipants(send: Send) {
  return {
    /** A slug without an open room gets one. */
    join: (room: string, body: JoinBody, options?: CallOptions) =>
      json<JoinResult>(send('POST', at`/rooms/${room}/participants`, { ...options, body })),
    get: (room: string, participant: string, options?: CallOptions) =>
      json<Participant>(send('GET', at`/rooms/${room}/participants/${participant}`, options)),
    /** In order of joining. */
    list: (room: string, filter?: ParticipantFilter, options?: CallOptions) =>
      list<Participant>(send, at`/rooms/${room}/participants`, filter, options),
    update: (room: string, participant: string, body: UpdateParticipantBody, options?: CallOptions) =>
      json<Participant>(send('PATCH', at`/rooms/${room}/participants/${participant}`, { ...options, body })),
    /** Whoever is gone already stays so. */
    remove: (room: string, participant: string, { reason, ban, ...options }: RemoveOptions = {}) =>
      nothing(send('DELETE', at`/rooms/${room}/participants/${participant}`, { ...options, query: { reason, ban } })),
    /** A sign of life, every 15 s, of one who has no live socket. */
    beat: (room: string, participant: string, options?: CallOptions) =>
      nothing(send('POST', at`/rooms/${room}/participants/${participant}/heartbeat`, options)),
  };
}
