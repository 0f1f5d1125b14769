import { css } from 'lit';

/** The public custom properties with their defaults, as every part of an element uses them. */
export const theme = css`
  :host {
    --_background: var(--voice-room-background, light-dark(#fff, #18191d));
    --_text: var(--voice-room-text, light-dark(#1c1d22, #f1f1f4));
    --_dim: var(--voice-room-dim, color-mix(in srgb, var(--_text) 70%, var(--_background)));
    --_border: var(--voice-room-border, color-mix(in srgb, var(--_text) 15%, var(--_background)));
    --_control: var(--voice-room-control, color-mix(in srgb, var(--_text) 7%, var(--_background)));
    --_accent: var(--voice-room-accent, light-dark(#4f46e5, #a5a0ff));
    --_on-accent: var(--voice-room-on-accent, light-dark(#fff, #14122b));
    --_speaking: var(--voice-room-speaking, light-dark(#12a150, #3ddc84));
    --_danger: var(--voice-room-danger, light-dark(#c4202f, #ff8d93));
    --_danger-soft: color-mix(in srgb, var(--_danger) 12%, var(--_background));
    --_radius: var(--voice-room-radius, 16px);
    font: 400 1rem/1.45 var(--voice-room-font, system-ui, sans-serif);
    color: var(--_text);
  }
`;
