/** Every number both ends of the wire must agree on. Times are milliseconds unless the name says otherwise. */

/** How often the server asks each live socket for a sign of life, and writes presence down. */
export const HEARTBEAT_MS = 15_000;
/** A participant not heard of for this long has left (`reason: "timeout"`). */
export const PRESENCE_TTL_MS = 30_000;
/**
 * A live socket that was closed (a page that goes, or reloads) may come back for its stay within this time; then the participant has
 * left. One that broke without a word may come back for as long as one that is silent: PRESENCE_TTL_MS since it was heard of.
 */
export const RECONNECT_GRACE_MS = 1_500;
/** The same, when the client said that it closes a socket it takes for dead, to come back by another (CLOSE.resuming). */
export const RESUME_GRACE_MS = 30_000;
/** A signalling line that was opened before the join is closed when there is none for so long. */
export const RESERVED_LINE_MS = 10 * 60_000;
/** A live socket must authenticate within this time. */
export const AUTH_TIMEOUT_MS = 5_000;

/** Largest message of either socket, in bytes. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** Largest REST body, in bytes. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Largest `metadata` object, in bytes of JSON. */
export const MAX_METADATA_BYTES = 8 * 1024;
/** Client to server: least time between two `voice:speaking` messages. */
export const SPEAKING_INTERVAL_MS = 250;
/** Client to server: how often links are measured and reported (`voice:quality`). */
export const QUALITY_INTERVAL_MS = 5_000;
/** Client to server: most links in one report. A mesh has fewer. */
export const MAX_QUALITY_LINKS = 200;

/** Most live sockets of one network address (an IPv6 /64) at one instance: many classrooms behind one NAT. */
export const MAX_SOCKETS_PER_NETWORK = 2_000;
/** Most rooms one live socket is in. */
export const MAX_STAYS_PER_SOCKET = 10;
/** Rooms that joins over the live socket make, of one network address at one instance: at once, and each second after that. */
export const ROOMS_PER_NETWORK = { burst: 120, perSecond: 1 } as const;

export const MAX_NAME_LENGTH = 128;
export const MAX_SLUG_LENGTH = 64;
export const MAX_AGENT_ID_LENGTH = 128;
export const MIN_AGENT_KEY_LENGTH = 16;
export const MAX_AGENT_KEY_LENGTH = 128;
export const MAX_DISPLAY_NAME_LENGTH = 64;
/** Longest address of a picture, which may be a `data:` URL. */
export const MAX_AVATAR_LENGTH = 4096;
/** Most rooms one live socket watches. */
export const MAX_WATCHED_ROOMS = 100;
/** Longest message between those in a room, in UTF-16 code units. */
export const MAX_CHAT_LENGTH = 500;
/** Longest reaction, in bytes of UTF-8. */
export const MAX_REACTION_BYTES = 32;

export const DEFAULT_MAX_PARTICIPANTS = 20;
export const DEFAULT_EMPTY_TIMEOUT_S = 300;
export const MAX_TIMEOUT_S = 30 * 24 * 3600;

export const DEFAULT_PAGE_LIMIT = 50;
export const MAX_PAGE_LIMIT = 100;
