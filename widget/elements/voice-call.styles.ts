import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 1rem;
    --_tile: color-mix(in srgb, var(--_text) 4%, var(--_background));
    --_speaking-text: light-dark(#0b7a3b, #3ddc84);
    --_leave: light-dark(#c4202f, #d1343c);
    --_on-leave: #fff;
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.75rem;
    padding: 0;
    list-style: none;
  }
  li {
    flex: 0 1 9rem;
    position: relative;
    min-inline-size: 0;
    padding: 1.25rem 0.5rem 0.75rem;
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_tile);
  }
  .empty {
    padding: 0.5rem 1rem;
    color: var(--_dim);
    text-align: center;
  }
  .empty b {
    display: block;
    color: var(--_text);
  }
  voice-controls {
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    margin: 0 -1.25rem -1.25rem;
    padding: 0.75rem 1.25rem 1.25rem;
    border-end-start-radius: var(--_radius);
    border-end-end-radius: var(--_radius);
    background: var(--_background);
  }
  @container (inline-size < 22rem) {
    ul {
      flex-flow: column;
      gap: 0.4rem;
    }
    li {
      flex: none;
      padding: 0.6rem 0.75rem;
    }
    li:has(voice-moderator) {
      padding-inline-end: 3rem;
    }
  }
  :host([layout='bar']) {
    flex-flow: row wrap;
    align-items: center;
    justify-content: end;
    gap: 0.5rem 1rem;
  }
  :host([layout='bar']) ul {
    flex: 1;
    flex-flow: row wrap;
    justify-content: end;
    gap: 0.75rem 0.6rem;
    max-block-size: 3rem;
    padding: 0.375rem;
    overflow: hidden;
    --_face: 2.25rem;
    --_tile: var(--_background);
  }
  :host([layout='bar']) li {
    flex: none;
    padding: 0;
    background: none;
  }
  :host([layout='bar']) voice-controls {
    position: static;
    margin: 0;
    padding: 0;
  }
  :host([layout='bar']) voice-moderator,
  :host([layout='bar']) voice-rules,
  :host([layout='bar']) .empty {
    display: none;
  }
`;
