import type { ErrorTexts } from '../errors.ts';

/** What a person meets whose microphone or speaker cannot be had: loaded then. */
export const DEVICE_ERRORS = {
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
} as const satisfies Record<string, ErrorTexts>;
