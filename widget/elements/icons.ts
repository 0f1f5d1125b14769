import { html } from 'lit';

const PATHS = {
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  microphoneOff:
    'M9 9.5V11a3 3 0 0 0 4.6 2.6M15 10.5V6a3 3 0 0 0-5.8-1M5.5 11a6.5 6.5 0 0 0 10.3 5.3M18.5 11a6.5 6.5 0 0 1-.5 2.4M12 17.5V21M4 4l16 16',
  headphones:
    'M4 17v-4.5a8 8 0 0 1 16 0V17M4 14.5h2a1.5 1.5 0 0 1 1.5 1.5v2.5A1.5 1.5 0 0 1 6 20h-.5A1.5 1.5 0 0 1 4 18.5ZM20 14.5h-2a1.5 1.5 0 0 0-1.5 1.5v2.5A1.5 1.5 0 0 0 18 20h.5a1.5 1.5 0 0 0 1.5-1.5Z',
  headphonesOff:
    'M4 17v-4.5a8 8 0 0 1 1.9-5.2M8.5 5.3A8 8 0 0 1 20 12.5V16M4 14.5h2a1.5 1.5 0 0 1 1.5 1.5v2.5A1.5 1.5 0 0 1 6 20h-.5A1.5 1.5 0 0 1 4 18.5ZM16.5 16.5v2A1.5 1.5 0 0 0 18 20h.5M4 4l16 16',
  settings:
    'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM8 14.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z',
  leave: 'M13.5 4H7a1.5 1.5 0 0 0-1.5 1.5v13A1.5 1.5 0 0 0 7 20h6.5M11 12h9.5M17 8.5l3.5 3.5-3.5 3.5',
} as const;

/** A line drawing of 24 units; decoration, the words stand beside it. */
export const drawing = (path: string) =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

export const icon = (name: keyof typeof PATHS) => drawing(PATHS[name]);
