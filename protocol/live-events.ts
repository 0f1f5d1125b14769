/** The messages of the live socket, `wss …/api/v1/live`: JSON text frames `{type, …}`. */
import type { ErrorCode } from './error-codes.ts';
import type { LinkSample } from './quality.ts';
import type {
  IceGrant,
  Issue,
  JoinBody,
  JoinResult,
  Participant,
  Role,
  Room,
  RoomSettings,
  Signaling,
} from './rest.ts';
import type { CloseReason, LeaveReason } from './states.ts';

export const LIVE_PATH = '/api/v1/live';

/** Chosen by the client; the answer to a command repeats it. */
export type Ref = string | number;

interface Commands {
  /** First message. No credential on an open site; a participant token takes up that stay again (its room is watched at once). */
  auth: { credential?: string };
  /** See a room (slug or id) without being in it. A slug without an open room is watched until one is made. */
  'room:watch': { room: string };
  'room:unwatch': { room: string };
  /**
   * See the open rooms of the site without being in them, the newest MAX_WATCHED_ROOMS, and those made from now on: a `room:snapshot`
   * each, then `rooms:watched`. Asked again, it begins anew.
   */
  'rooms:watch': Record<never, never>;
  /**
   * Prepares a join: who one will be, and a ticket that opens the signalling line before it. Holds for this socket, until its next
   * `room:join` or `room:reserve`; nothing is promised about the join itself.
   */
  'room:reserve': { room: string };
  /** `participantId`: what this socket has reserved; any other is not taken, and there is a new one. */
  'room:join': { room: string; participantId?: string } & JoinBody;
  /** The participant can be reached over signalling. Asked again, it answers with a fresh ticket and fresh ICE servers. */
  'room:ready': { roomId: string };
  /**
   * Oneself leaves, or a moderator removes somebody else. `ban`: the agent may not come back, ever (true) or for so many
   * seconds.
   */
  'room:leave': { roomId: string; participantId: string; ban?: boolean | number };
  /** By a moderator: the agent may come back. */
  'room:unban': { roomId: string; agentId: string };
  /** By a moderator: what somebody may do from now on. */
  'room:role': { roomId: string; participantId: string; role: Role };
  /** One's own `muted` / `deafened`; on somebody else, by a moderator: their `serverMuted`. */
  'room:mute': { roomId: string; participantId: string; muted: boolean; deafened?: boolean };
  'room:settings': { roomId: string; settings: Partial<RoomSettings> };
  /** One's own hand up or down; a moderator lowers somebody else's. */
  'room:hand': { roomId: string; participantId: string; raised: boolean };
  /** To everybody who is in the room now: 1 to MAX_CHAT_LENGTH characters, trimmed. */
  'room:message': { roomId: string; text: string };
  /** To everybody who is in the room now: one emoji as Unicode recommends it (RGI), at most MAX_REACTION_BYTES. */
  'room:reaction': { roomId: string; emoji: string };
  'voice:start': { roomId: string };
  'voice:stop': { roomId: string };
  'voice:speaking': { speaking: boolean };
  /** What one measured on one's links, every QUALITY_INTERVAL_MS. Kept as history; not told to the others, who measure for themselves. */
  'voice:quality': { links: LinkSample[] };
  heartbeat: Record<never, never>;
}

/** Fields of every message about one room. A client that sees `seq` jump asks for a snapshot with `room:watch`. */
interface InRoom {
  roomId: string;
  seq: number;
}

interface RoomEvents {
  'room:created': { room: Room; siteId: string };
  'room:participant-joined': { participant: Participant };
  'room:participant-left': { participantId: string; reason: LeaveReason };
  'room:participant-updated': { participant: Participant };
  'room:updated': { room: Room };
  'voice:stream-started': { participantId: string };
  'voice:stream-stopped': { participantId: string };
  'voice:speaking': { participantId: string; speaking: boolean };
  'room:closed': { reason: CloseReason };
}

/** Told to those who are in the room at that moment, not to watchers; kept nowhere, so it has no `seq`. */
interface PassingEvents {
  /** `displayName` as it was then; `at` by the server's clock, ISO 8601 in UTC. Text, never markup. */
  'room:message': { participantId: string; displayName: string; text: string; at: string };
  'room:reaction': { participantId: string; displayName: string; emoji: string };
}

interface Answers {
  'auth:ok': {
    /** The stay the credential took up again, if it was a participant token. */
    participantId: string | null;
  };
  /** `room` is null (and `roomId` empty) while a watched slug has no open room. `speaking` names who speaks now. */
  'room:snapshot': { roomId: string; seq: number; room: Room | null; participants: Participant[]; speaking: string[] };
  /** After a `room:snapshot` of each: these are all. `more`: there are others; `mayCreate`: joining a free slug makes a room. */
  'rooms:watched': { roomIds: string[]; more: boolean; mayCreate: boolean };
  'room:reserved': { participantId: string; signaling: Signaling };
  'room:joined': { roomId: string; participantId: string; seq: number } & JoinResult;
  'room:ready': { roomId: string; participants: Participant[]; signaling: Signaling } & IceGrant;
  /** Says that the command with this `ref` is done, where no other message says so (`room:unban`, `voice:speaking`). */
  ok: Record<never, never>;
  'room:error': { code: ErrorCode; message: string; roomId?: string; issues?: Issue[] };
  /** Every HEARTBEAT_MS; the client answers with its own `heartbeat`. */
  heartbeat: Record<never, never>;
}

type Messages<T> = { [K in keyof T]: { type: K; ref?: Ref } & T[K] }[keyof T];

export type ClientMessage = Messages<Commands>;
export type ClientMessageType = keyof Commands;
export type ClientMessageOf<K extends ClientMessageType> = Extract<ClientMessage, { type: K }>;

/** What a service publishes about a room, before it has a `seq`. */
export type RoomEvent = { [K in keyof RoomEvents]: { type: K; roomId: string } & RoomEvents[K] }[keyof RoomEvents];
/** The same as it goes over the wire. */
export type RoomMessage = {
  [K in keyof RoomEvents]: { type: K; ref?: Ref } & InRoom & RoomEvents[K];
}[keyof RoomEvents];
/** What passes: over the wire as it was published. */
export type PassingEvent = {
  [K in keyof PassingEvents]: { type: K; roomId: string } & PassingEvents[K];
}[keyof PassingEvents];
export type PassingMessage = PassingEvent & { ref?: Ref };
export type ServerMessage = RoomMessage | PassingMessage | Messages<Answers>;
export type ServerMessageType = ServerMessage['type'];
export type ServerMessageOf<K extends ServerMessageType> = Extract<ServerMessage, { type: K }>;

/** WebSocket close codes of our own (RFC 6455 7.4.2: 4000-4999 are private use). */
export const CLOSE = {
  /** No `auth` within AUTH_TIMEOUT_MS, or a first message that was not `auth`. */
  unauthenticated: 4401,
  /** Nothing heard for PRESENCE_TTL_MS. */
  timeout: 4408,
  /** Another socket took up the same stay. */
  replaced: 4409,
  rateLimited: 4429,
  /** Client to server: this socket is taken for dead, the stay goes on by another (RESUME_GRACE_MS). */
  resuming: 4000,
  /** RFC 6455 7.4.1, seen by the server only: the line broke, nobody closed it. */
  broken: 1006,
  /** RFC 6455: the server is going away (restart): come back soon. */
  goingAway: 1001,
  tooLarge: 1009,
} as const;
