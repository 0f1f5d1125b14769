import type { ErrorTexts } from './errors.ts';

/** What a person meets in a room: loaded once the call runs. */
export const ROOM_ERRORS = {
  removed: ['A moderator removed you from the room.', 'Ask before you join again.', true],
  participant_left: ['This person has left the room.', 'Join again if it was you.', true],
  replaced: ['You joined this room somewhere else.', 'Go on there, or join here instead.', true],
  connection_failed: [
    'No connection to the others could be made.',
    'Your network may block voice. Try another network.',
    true,
  ],
  chat_off: ['A moderator has switched the chat off.', 'Ask a moderator to switch it on again.', true],
} as const satisfies Record<string, ErrorTexts>;
