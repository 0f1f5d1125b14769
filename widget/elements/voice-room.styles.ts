import { css } from 'lit';

export const styles = css`
  :host {
    min-inline-size: min(15rem, 100%);
  }
  :host([hidden]),
  :host([layout='none']) {
    display: none;
  }
  section {
    display: flex;
    flex-direction: column;
    gap: calc(var(--_space) * 1.25);
    padding: calc(var(--_space) * 1.25);
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
    gap: 0 var(--_space);
  }
  h2 {
    font-size: 1.125em;
    overflow-wrap: anywhere;
  }
  header p {
    color: var(--_dim);
    font-size: 0.875em;
  }
  p:empty {
    display: none;
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
    gap: calc(var(--_space) * 0.5) var(--_space);
    padding: calc(var(--_space) * 0.5) calc(var(--_space) * 0.75);
  }
  :host([layout='bar']) header {
    flex-direction: column;
  }
  :host([layout='bar']) :is(form, voice-call) {
    flex: 1 1 12rem;
    min-inline-size: 0;
  }
`;
