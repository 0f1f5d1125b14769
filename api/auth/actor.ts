import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { Participant, Role } from '../../protocol/rest.ts';
import type { LeaveReason } from '../../protocol/states.ts';
import { ApiError } from '../http/errors.ts';

/** Who asks. Services are given one and decide by it (`authorize`). */
export type Actor =
  /** The server itself: time-outs, rooms that expire. */
  | { kind: 'system' }
  /** Holds ADMIN_KEY. */
  | { kind: 'admin' }
  /** Anybody, on a development server. */
  | { kind: 'open' }
  /** Anybody, in production: what a publishable key may do. */
  | { kind: 'visitor' }
  | ParticipantActor;

/** Holds the participant token of one stay. */
export interface ParticipantActor {
  kind: 'participant';
  participantId: string;
  roomId: string;
  role: Role;
  /** Null while in the room. */
  leaveReason: LeaveReason | null;
}

export const SYSTEM: Actor = { kind: 'system' };

/** The actor that a participant is once it has joined. */
export function participantActor(participant: Participant): ParticipantActor {
  const { id, roomId, role, leaveReason } = participant;
  return { kind: 'participant', participantId: id, roomId, role, leaveReason };
}

const GONE: Record<LeaveReason, ErrorCode> = {
  left: 'participant_left',
  timeout: 'participant_left',
  failed: 'participant_left',
  removed: 'removed',
  replaced: 'replaced',
  room_closed: 'room_closed',
};

/** What a participant token may be answered once its stay is over. */
export const GONE_ERRORS: readonly ErrorCode[] = [...new Set(Object.values(GONE))];

/** The error that tells a participant why it is not in the room any more. */
export function goneError(reason: LeaveReason): ApiError {
  return new ApiError(GONE[reason]);
}
