import { css } from 'lit';

/**
 * The public custom properties with their defaults, as every part of an element uses them; those that only a call shows are in
 * `call-theme.styles.ts`. No other style names a colour, a font or a space of its own.
 */
export const theme = css`
  :host {
    --_background: var(--voice-room-background, light-dark(#fff, #18191d));
    --_text: var(--voice-room-text, light-dark(#1c1d22, #f1f1f4));
    --_dim: var(--voice-room-dim, color-mix(in srgb, var(--_text) 70%, var(--_background)));
    --_border: var(--voice-room-border, color-mix(in srgb, var(--_text) 15%, var(--_background)));
    --_field: var(--voice-room-field, color-mix(in srgb, var(--_text) 52%, var(--_background)));
    --_control: var(--voice-room-control, color-mix(in srgb, var(--_text) 7%, var(--_background)));
    --_hover: var(--voice-room-hover, light-dark(#0000000d, #ffffff1a));
    --_accent: var(--voice-room-accent, light-dark(#4f46e5, #a5a0ff));
    --_on-accent: var(--voice-room-on-accent, light-dark(#fff, #14122b));
    --_speaking: var(--voice-room-speaking, light-dark(#12a150, #3ddc84));
    --_danger: var(--voice-room-danger, light-dark(#c4202f, #ff8d93));
    --_danger-soft: color-mix(in srgb, var(--_danger) 12%, var(--_background));
    --_avatar-lightness: var(--voice-room-avatar-lightness, 0.5);
    --_avatar-chroma: var(--voice-room-avatar-chroma, 0.13);
    --_on-avatar: var(--voice-room-on-avatar, #fff);
    --_radius: var(--voice-room-radius, 16px);
    --_control-radius: var(--voice-room-control-radius, calc(var(--_radius) * 0.66));
    --_avatar-radius: var(--voice-room-avatar-radius, 50%);
    --_space: var(--voice-room-space, 1rem);
    font: 400 var(--voice-room-font-size, 1rem) / 1.45 var(--voice-room-font, system-ui, sans-serif);
    color: var(--_text);
  }
  @media (prefers-contrast: more) {
    :host {
      --_dim: var(--_text);
      --_border: var(--_text);
      --_field: var(--_text);
    }
  }
`;
