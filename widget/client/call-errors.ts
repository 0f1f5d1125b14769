import type { ErrorTexts } from './errors.ts';

/** What a person meets on the way into a room: loaded with the call. */
export const CALL_ERRORS = {
  room_full: ['The room is full.', 'Try again when somebody has left.', true],
  room_locked: ['The room is locked.', 'Ask somebody inside to unlock it.', true],
  already_joined: ['You are already in this room somewhere else.', 'Leave there first, then join here.', true],
  banned: ['You may not come back to this room.', 'Ask a moderator of the room.', false],
} as const satisfies Record<string, ErrorTexts>;
