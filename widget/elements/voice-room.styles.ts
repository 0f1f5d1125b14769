import { css } from 'lit';

export const styles = css`
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
    min-inline-size: 15rem;
    font: 400 1rem/1.45 var(--voice-room-font, system-ui, sans-serif);
    color: var(--_text);
  }
  :host([hidden]),
  :host([layout='none']) {
    display: none;
  }
  section {
    display: flex;
    flex-direction: column;
    gap: 1.25rem;
    padding: 1.25rem;
    container-type: inline-size;
    contain-intrinsic-inline-size: 22rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 1rem;
  }
  h2 {
    font-size: 1.125em;
    overflow-wrap: anywhere;
  }
  header p {
    color: var(--_dim);
    font-size: 0.875em;
  }
  header p::before {
    content: '○ ' / '';
  }
  header .on::before {
    content: '● ' / '';
    color: var(--_speaking);
  }
  :host([layout='bar']) section {
    flex-flow: row wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
    padding: 0.5rem 0.75rem;
  }
  :host([layout='bar']) header {
    flex-direction: column;
  }
  :host([layout='bar']) :is(form, voice-call) {
    flex: 1 1 12rem;
  }
`;
