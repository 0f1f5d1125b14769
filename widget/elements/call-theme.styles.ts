import { css } from 'lit';

/** The public custom properties that the lobby does without. */
export const callTheme = css`
  :host {
    --_tile: var(--voice-room-tile, color-mix(in srgb, var(--_text) 4%, var(--_background)));
    --_speaking-text: var(--voice-room-speaking-text, light-dark(#0b7a3b, #3ddc84));
    --_leave: var(--voice-room-leave, light-dark(#c4202f, #d1343c));
    --_on-leave: var(--voice-room-on-leave, #fff);
    --_backdrop: var(--voice-room-backdrop, #0009);
    --_tile-radius: var(--voice-room-tile-radius, calc(var(--_radius) * 0.75));
  }
`;
