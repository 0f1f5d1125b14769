import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--_space);
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: calc(var(--_space) * 0.75);
    padding: 0;
    list-style: none;
  }
  li {
    flex: 0 1 9rem;
    position: relative;
    min-inline-size: 0;
    padding: calc(var(--_space) * 1.25) calc(var(--_space) * 0.5) calc(var(--_space) * 0.75);
    border: 1px solid transparent;
    border-radius: var(--_tile-radius);
    background: var(--_tile);
  }
  .empty {
    padding: calc(var(--_space) * 0.5) var(--_space);
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
    margin: 0 calc(var(--_space) * -1.25) calc(var(--_space) * -1.25);
  }
  @container (inline-size < 22rem) {
    ul {
      flex-flow: column;
      gap: 0.4rem;
    }
    li {
      flex: none;
      padding: calc(var(--_space) * 0.6) calc(var(--_space) * 0.75);
      --_hand: 0.1rem;
    }
    li:has(voice-moderator) {
      padding-inline-end: calc(2.75rem + var(--_space) * 0.25);
    }
  }
  :host([layout='bar']) {
    flex-flow: row wrap;
    align-items: center;
    justify-content: end;
    gap: calc(var(--_space) * 0.5) var(--_space);
    min-inline-size: 0;
  }
  :host([layout='bar']) ul {
    flex: 1 1 9rem;
    flex-flow: row;
    justify-content: start;
    gap: 0;
    min-inline-size: 0;
    padding: 0.25rem;
    overflow-x: auto;
    scrollbar-width: thin;
    --_face: 2.25rem;
    --_tile: var(--_background);
  }
  /* At the end while there is room, to be scrolled when there is not. */
  :host([layout='bar']) li:first-child {
    margin-inline-start: auto;
  }
  :host([layout='bar']) li {
    flex: none;
    padding: 0;
    --_hand: -0.25rem;
    border: 0;
    background: none;
  }
  :host([layout='bar']) voice-controls {
    position: static;
    margin: 0;
  }
  :host([layout='bar']) voice-moderator,
  :host([layout='bar']) voice-rules,
  :host([layout='bar']) .empty {
    display: none;
  }
`;
