/** The PeerJS signalling protocol as we allow it, and the claims of the ticket that admits a peer. */

/** Below this the signalling server lives; PeerJS appends `/peerjs`. */
export const PEER_PATH = '/peer';
/** Appended to the address of signalling: a socket that is taken from anybody and closed at once, to learn whether one gets through. */
export const PEER_CHECK_PATH = '/check';
/** PeerJS's application key: the same for everybody, the ticket is what admits. */
export const PEER_KEY = 'peerjs';

/**
 * What a peer may send to another peer of its room. `RESTART` is ours: an ICE restart of a standing connection (RestartPayload). A
 * peer that sends itself a `RESTART` without a payload gets it back: so it learns whether its line still stands.
 */
export const RELAYED = ['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE', 'RESTART'] as const;
export type RelayedType = (typeof RELAYED)[number];

export interface PeerMessage {
  type: RelayedType;
  /** Peer id of the receiver. */
  dst: string;
  /** Peer id of the sender: stamped by the server, whatever the sender wrote. */
  src?: string;
  payload?: unknown;
}

/**
 * From a peer that registered before it was in a room: `payload` is the ticket of its stay. From then on it is a peer of that room, and
 * what it sends after it is relayed. There is no answer; a ticket that is not valid closes the socket (CLOSE.unauthenticated).
 */
export const ADMIT = 'ADMIT';

/** One step of an ICE restart (RFC 8839 4.4.1.1.1). Where two offers cross, the one of whoever was called counts. */
export interface RestartPayload {
  /** PeerJS's id of the connection; its candidates follow as `CANDIDATE`. */
  call: string;
  /** Counts the offers of one side; an answer repeats it. */
  round: number;
  /** null: the sender has no such connection (any more). */
  description: { type: 'offer' | 'answer'; sdp: string } | null;
}

/**
 * Over the data channel of a call, JSON: how its sender's own sound is, so that it is known while no server can tell. What the server says
 * of a mute by a moderator stands beside it.
 */
export interface PeerWord {
  muted: boolean;
  deafened: boolean;
}

/**
 * JWT claims of a signalling ticket (RFC 7519): HS256, `aud` = TICKET_AUDIENCE, `sub` the peer id, `room` the room id, `iat`, `exp`, and `jti`:
 * it admits once. Without a room it opens a line for one who is not in the room yet: nothing is relayed to or from it before ADMIT.
 */
export const TICKET_AUDIENCE = 'peer';
export interface TicketClaims {
  aud: typeof TICKET_AUDIENCE;
  sub: string;
  room?: string;
  iat: number;
  exp: number;
  jti: string;
}
