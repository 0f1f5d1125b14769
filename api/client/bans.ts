import type { Ban, CreateBanBody } from '../../protocol/rest.ts';
import { at, json, nothing } from './answers.ts';
import { list, type PageOptions } from './list.ts';
import type { CallOptions, Send } from './transport.ts';

/** Who may not come back to the rooms of one slug. `room` is a room's id, or the slug of the open one. */
export function createBans(send: Send) {
  return {
    create: (room: string, body: CreateBanBody, options?: CallOptions) =>
      json<Ban>(send('POST', at`/rooms/${room}/bans`, { ...options, body })),
    list: (room: string, filter?: PageOptions, options?: CallOptions) =>
      list<Ban>(send, at`/rooms/${room}/bans`, filter, options),
    /** The agent may come back. */
    lift: (room: string, agentId: string, options?: CallOptions) =>
      nothing(send('DELETE', at`/rooms/${room}/bans`, { ...options, query: { agentId } })),
  };
}
