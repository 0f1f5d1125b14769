import type { RoomClientOptions } from './room-client.ts';

export type Place = Pick<RoomClientOptions, 'server' | 'room'>;

/** Where a tab keeps its stay from page to page. */
export const keptStayKey = ({ server, room }: Place) => `voice-room:stay:${server}:${room}`;
