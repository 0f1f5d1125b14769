import type { CreateRoomBody, CreateTokenBody, JoinToken, Room, UpdateRoomBody } from '../../protocol/rest.ts';
import type { RoomStatus } from '../../protocol/states.ts';
import { at, json, nothing, versioned } from './answers.ts';
import { list, type PageOptions } from './list.ts';
import type { CallOptions, Send } from './transport.ts';

interface RoomFilter extends PageOptions {
  status?: RoomStatus;
  slug?: string;
}

/** `room` is a room's id, or the slug of the open one. */
export function createRooms(send: Send) {
  return {
    /** Lets one agent into the room; a slug needs no open room yet. */
    createToken: (room: string, body: CreateTokenBody, options?: CallOptions) =>
      json<JoinToken>(send('POST', at`/rooms/${room}/tokens`, { ...options, body })),
    create: (body: CreateRoomBody, options?: CallOptions) => json<Room>(send('POST', '/rooms', { ...options, body })),
    get: (room: string, options?: CallOptions) => versioned<Room>(send('GET', at`/rooms/${room}`, options)),
    /** Newest first. */
    list: (filter?: RoomFilter, options?: CallOptions) => list<Room>(send, '/rooms', filter, options),
    update: (room: string, body: UpdateRoomBody, options?: CallOptions) =>
      versioned<Room>(send('PATCH', at`/rooms/${room}`, { ...options, body })),
    /** Everybody leaves it. */
    close: (room: string, options?: CallOptions) => nothing(send('DELETE', at`/rooms/${room}`, options)),
  };
}
