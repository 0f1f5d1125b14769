/** The state machines of the three records, as tables. What a table does not list is forbidden. */

export type RoomStatus = 'created' | 'waiting' | 'active' | 'closed';
export type ParticipantStatus = 'connecting' | 'connected' | 'disconnected' | 'left';
export type SessionStatus = 'active' | 'completed' | 'failed' | 'timeout';

/** `active` stays until the room is empty; an emptied room waits again until it is closed or somebody comes. */
export const ROOM_TRANSITIONS = {
  created: ['waiting', 'closed'],
  waiting: ['active', 'closed'],
  active: ['waiting', 'closed'],
  closed: [],
} as const satisfies Record<RoomStatus, readonly RoomStatus[]>;

export const PARTICIPANT_TRANSITIONS = {
  connecting: ['connected', 'disconnected', 'left'],
  connected: ['disconnected', 'left'],
  disconnected: ['connecting', 'connected', 'left'],
  left: [],
} as const satisfies Record<ParticipantStatus, readonly ParticipantStatus[]>;

export const SESSION_TRANSITIONS = {
  active: ['completed', 'failed', 'timeout'],
  completed: [],
  failed: [],
  timeout: [],
} as const satisfies Record<SessionStatus, readonly SessionStatus[]>;

/** Whether `table` allows moving from `from` to `to`. Staying where one is counts as no move and is refused. */
export function canMove<S extends string>(table: Record<S, readonly S[]>, from: S, to: S): boolean {
  return table[from].includes(to);
}

/** Why a participant left. */
export const LEAVE_REASONS = ['left', 'timeout', 'removed', 'banned', 'replaced', 'room_closed', 'failed'] as const;
export type LeaveReason = (typeof LEAVE_REASONS)[number];

/** How a session ends when its participant left for a reason. */
export const SESSION_END = {
  left: 'completed',
  timeout: 'timeout',
  removed: 'completed',
  banned: 'completed',
  replaced: 'completed',
  room_closed: 'completed',
  failed: 'failed',
} as const satisfies Record<LeaveReason, SessionStatus>;

/** Why a room was closed. */
export const CLOSE_REASONS = ['empty', 'max_duration', 'closed'] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];
