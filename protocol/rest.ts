/** The JSON shapes of `/api/v1`. Times are ISO 8601 in UTC, ids are UUIDs, names are camelCase. */
import type { ErrorCode } from './error-codes.ts';
import type { LinkQuality, LinkSample } from './quality.ts';
import type { LeaveReason, ParticipantStatus, RoomStatus, SessionStatus } from './states.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Metadata = { [key: string]: Json };

export type MultiAgent = 'takeover' | 'reject' | 'allow';
export type Role = 'moderator' | 'speaker' | 'listener';

export interface RoomSettings {
  /** Seconds an emptied room stays open; 0 closes it with the last one's leaving. */
  emptyTimeoutS: number;
  /** Seconds from the first join until the room closes; null for no limit. */
  maxDurationS: number | null;
  /** Nobody else may join. */
  locked: boolean;
  /** Only moderators and speakers may be heard: newcomers join as listeners. */
  speakersOnly: boolean;
  /** What happens when an agent who is in the room joins again. */
  multiAgent: MultiAgent;
  /** Whether those in the room may write to each other and send reactions. */
  chat: boolean;
}

export interface Room {
  id: string;
  slug: string;
  name: string;
  status: RoomStatus;
  maxParticipants: number;
  /** How many are in the room now. */
  participantCount: number;
  settings: RoomSettings;
  metadata: Metadata;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface Participant {
  id: string;
  roomId: string;
  agentId: string;
  displayName: string;
  avatar: string | null;
  role: Role;
  status: ParticipantStatus;
  /** As the participant wishes. Nobody hears a participant who is `muted` or `serverMuted`. */
  muted: boolean;
  /** As a moderator wishes; the muted cannot undo it. */
  serverMuted: boolean;
  /** The participant who did that; null when not muted so, or when it was done from outside the room. */
  serverMutedBy: string | null;
  deafened: boolean;
  /** Since when the participant has a hand up; null: it has not. Whoever raised first is first in line. */
  handRaisedAt: string | null;
  metadata: Metadata;
  joinedAt: string;
  leftAt: string | null;
  leaveReason: LeaveReason | null;
}

export interface Session {
  id: string;
  roomId: string;
  participantId: string;
  agentId: string;
  status: SessionStatus;
  startedAt: string;
  endedAt: string | null;
  /** Whole seconds from start to end (to now while active). */
  durationS: number;
  endReason: LeaveReason | null;
  stats: SessionStats;
}

export interface Spread {
  average: number;
  max: number;
}

/** What a session's client measured on all its links (`LinkSample`), so far; null: nothing was there to measure. */
export interface SessionStats {
  samples: number;
  packetLoss: Spread | null;
  packetLossOut: Spread | null;
  jitterMs: Spread | null;
  rttMs: Spread | null;
  bitrateBps: Spread | null;
  concealment: Spread | null;
  /** Share of the time measured that went over a TURN server, 0..1. */
  relayedShare: number | null;
  /** Seconds of each quality, over all links: two links for a minute are 120. */
  qualityS: Record<LinkQuality, number>;
}

/** A LinkSample as it was reported. */
export interface QualitySample extends LinkSample {
  at: string;
}

/** RTCIceServer (W3C WebRTC 4.2.4), URLs always as an array. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** The way between networks. */
export interface IceGrant {
  iceServers: IceServer[];
  /** Seconds from now for which these may be used; ask for others before (`room:ready`, or GET /ice-servers). */
  iceServersTtlS: number;
}

/** What a browser needs to know to look for a way to others, before there is anybody. */
export interface IceServersAnswer extends IceGrant {
  /** Of the signalling server; absolute, or to be resolved against the server's URL. */
  signalingUrl: string;
}

/** Where and as whom a participant registers for signalling. */
export interface Signaling {
  /** Absolute, or to be resolved against the server's URL. */
  url: string;
  /** The participant's id: whom to call is who is in the room. */
  peerId: string;
  /** A ticket for this peer id in this room. */
  token: string;
  expiresAt: string;
}

export interface JoinResult extends IceGrant {
  participant: Participant;
  session: Session;
  room: Room;
  /** Who was there before: the newcomer calls these. */
  peers: Participant[];
  /** Participant token: a JWT for this stay only. */
  token: string;
  signaling: Signaling;
}

/** Lets one agent into one room. */
export interface JoinToken {
  token: string;
  expiresAt: string;
}

export interface CreateTokenBody {
  agentId: string;
  displayName?: string;
  avatar?: string;
  /** Without it, as the room's settings say. */
  role?: Role;
  /** 36,000 (10 hours) without it. */
  ttlS?: number;
  metadata?: Metadata;
}

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** How much of a person was erased, by kind: what is left tells nobody who it was. */
export interface Erasure {
  participants: number;
  sessions: number;
  bans: number;
  webhookDeliveries: number;
  auditEntries: number;
}

/** One thing wrong with a request: where (`body.settings.locked`, `query.limit`) and what. */
export interface Issue {
  path: string;
  message: string;
}

/** RFC 9457 problem details, `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  requestId?: string;
  issues?: Issue[];
}

export interface CreateRoomBody {
  name: string;
  /** Made from the name when absent. */
  slug?: string;
  maxParticipants?: number;
  settings?: Partial<RoomSettings>;
  metadata?: Metadata;
}

export type UpdateRoomBody = Partial<Omit<CreateRoomBody, 'slug'>>;

export interface JoinBody {
  agentId: string;
  /**
   * A secret that only this agent knows, MIN_AGENT_KEY_LENGTH to MAX_AGENT_KEY_LENGTH visible ASCII characters. Where nobody vouches for
   * agents it is what their stays are taken over by; nobody is ever shown it.
   */
  agentKey?: string;
  displayName?: string;
  /** An http(s) or data:image URL. */
  avatar?: string;
  metadata?: Metadata;
  muted?: boolean;
  deafened?: boolean;
  /** What the joiner asks for when its agent is already in the room; the room's own `multiAgent`, when set, decides. */
  multiAgent?: MultiAgent;
}

export interface UpdateParticipantBody {
  muted?: boolean;
  deafened?: boolean;
  serverMuted?: boolean;
  /** One's own hand; a moderator may lower somebody else's. */
  handRaised?: boolean;
  /** By a moderator: what the participant may do from now on. */
  role?: Role;
  metadata?: Metadata;
}

/** An agent who may not come back to the rooms of one slug. */
export interface Ban {
  id: string;
  /** The slug the ban holds for: the open room of that name and those to come. */
  slug: string;
  agentId: string;
  /** As whoever banned gave it; for people. */
  reason: string | null;
  createdAt: string;
  /** Null: until it is lifted. */
  expiresAt: string | null;
}

export interface CreateBanBody {
  agentId: string;
  reason?: string;
  /** ISO 8601; null or absent: until it is lifted. */
  expiresAt?: string | null;
}
