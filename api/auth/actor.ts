import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { Metadata, Participant, Role } from '../../protocol/rest.ts';
import type { LeaveReason } from '../../protocol/states.ts';
import { ApiError } from '../http/errors.ts';

/** The site of whoever needs no key. */
export const DEFAULT_SITE = 'default';

/** Who asks. Services are given one and decide by it (`authorize`); it sees nothing of another site than its own. */
export type Actor =
  /** The server itself: time-outs, rooms that expire. Of no site, so it sees them all. */
  | { kind: 'system' }
  /** Holds ADMIN_KEY: sites and keys, and everything in the default site. */
  | { kind: 'admin'; siteId: string }
  /** Anybody, on a development server. */
  | { kind: 'open'; siteId: string }
  /** Holds a secret key: everything in the site. */
  | { kind: 'site'; siteId: string; keyId: string }
  /** Sees and joins rooms: with a publishable key, or, in production, anybody in the default site (`keyId` null). */
  | { kind: 'visitor'; siteId: string; keyId: string | null }
  | GuestActor
  | ParticipantActor;

/** Holds a join token: sees and joins one room, as one agent. What the token says wins over what its holder says. */
export interface GuestActor {
  kind: 'guest';
  siteId: string;
  /** The room's id, or the slug of whichever room is open. */
  room: string;
  agentId: string;
  displayName?: string | undefined;
  avatar?: string | undefined;
  /** Null: as the room's settings say. */
  role: Role | null;
  metadata: Metadata;
}

/** Holds the participant token of one stay. */
export interface ParticipantActor {
  kind: 'participant';
  siteId: string;
  participantId: string;
  roomId: string;
  role: Role;
  /** Null while in the room. */
  leaveReason: LeaveReason | null;
}

export const SYSTEM: Actor = { kind: 'system' };

/** The one site whose rows the actor may see; null for the server itself. */
export function siteOf(actor: Actor): string | null {
  return actor.kind === 'system' ? null : actor.siteId;
}

/** The actor that a participant is once it has joined. */
export function participantActor(participant: Participant, siteId: string): ParticipantActor {
  const { id, roomId, role, leaveReason } = participant;
  return { kind: 'participant', siteId, participantId: id, roomId, role, leaveReason };
}

const GONE: Record<LeaveReason, ErrorCode> = {
  left: 'participant_left',
  timeout: 'participant_left',
  failed: 'participant_left',
  removed: 'removed',
  banned: 'banned',
  replaced: 'replaced',
  room_closed: 'room_closed',
};

/** What a participant token may be answered once its stay is over. */
export const GONE_ERRORS: readonly ErrorCode[] = [...new Set(Object.values(GONE))];

/** The error that tells a participant why it is not in the room any more. */
export function goneError(reason: LeaveReason): ApiError {
  return new ApiError(GONE[reason]);
}
