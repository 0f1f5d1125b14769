import type { ErrorTexts } from './errors.ts';

/** What a person meets on the way into a room and in it: loaded with the call. */
export const CALL_ERRORS = {
  microphone_denied: [
    'This page may not use your microphone.',
    'Allow the microphone in the address bar, then try again. You can listen meanwhile.',
    true,
  ],
  microphone_dismissed: [
    'Your browser’s question about the microphone was closed.',
    'Try again and choose Allow. You can listen meanwhile.',
    true,
  ],
  microphone_blocked: [
    'Your system does not let this browser use the microphone.',
    'Allow it in the privacy settings of your system, then try again. You can listen meanwhile.',
    true,
  ],
  microphone_missing: ['No microphone was found.', 'Plug one in, then try again. You can listen meanwhile.', true],
  microphone_busy: [
    'The microphone is used by another program.',
    'Close that program, then try again. You can listen meanwhile.',
    true,
  ],
  permissions_policy: [
    'The page around this one does not hand on the microphone.',
    'The owner of the page must add allow="microphone" to the iframe.',
    false,
  ],
  insecure_context: [
    'Browsers give the microphone to secure pages only.',
    'Open this page over https:// (or on localhost).',
    false,
  ],
  speaker_missing: ['That speaker was not found.', 'Plug it in, or choose another one.', true],
  speaker_unsupported: [
    'This browser cannot choose a speaker.',
    'Choose it in the sound settings of your system.',
    false,
  ],
  room_full: ['The room is full.', 'Try again when somebody has left.', true],
  room_locked: ['The room is locked.', 'Ask somebody inside to unlock it.', true],
  already_joined: ['You are already in this room in another window.', 'Leave there first, then join here.', true],
  removed: ['A moderator removed you from the room.', 'Ask before you join again.', true],
  replaced: ['You joined this room in another window.', 'Go on there, or join here instead.', true],
  connection_failed: [
    'No connection to the others could be made.',
    'Your network may block voice. Try another network.',
    true,
  ],
  chat_off: ['A moderator has switched the chat off.', 'Ask a moderator to switch it on again.', true],
  banned: ['You may not come back to this room.', 'Ask a moderator of the room.', false],
} as const satisfies Record<string, ErrorTexts>;
