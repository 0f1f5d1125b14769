import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: calc(var(--_space) * 0.6);
    min-inline-size: 0;
    text-align: center;
    --_size: var(--_face, 4rem);
    --_around: 0px;
  }
  .face {
    position: relative;
    flex: none;
    display: block;
    min-block-size: 0;
    padding: 0;
    border: 0;
    border-radius: var(--_avatar-radius);
    background: none;
    /* Not below the controls when it is focused. */
    scroll-margin-block: 1rem 9rem;
  }
  .face:focus-visible ~ voice-quality {
    --_words: visible;
  }
  [part='ring'] {
    position: absolute;
    inset: calc(var(--_around) - 5px);
    border: 3px solid var(--_speaking);
    border-radius: var(--_avatar-radius);
    opacity: 0;
  }
  :host([speaking]) [part='ring'] {
    opacity: 1;
  }
  @media (prefers-reduced-motion: no-preference) and (forced-colors: none) {
    [part='ring'] {
      scale: 0.92;
      /* Slow out: the gaps between words do not flicker. */
      transition:
        opacity 0.25s,
        scale 0.25s;
    }
    :host([speaking]) [part='ring'] {
      opacity: calc(0.7 + 0.3 * var(--_loudness, 1));
      scale: calc(1 + 0.12 * var(--_loudness, 0));
      transition-duration: 0.06s, 0.12s;
    }
  }
  [part='badge'] {
    position: absolute;
    inset-block-end: calc(var(--_around) - 4px);
    inset-inline-end: calc(var(--_around) - 4px);
    display: grid;
    place-items: center;
    inline-size: 1.625rem;
    block-size: 1.625rem;
    border: 3px solid var(--_tile);
    border-radius: 50%;
    background: var(--_danger);
    color: var(--_background);
  }
  [part='badge'] svg {
    inline-size: 0.875rem;
    stroke-width: 2.4;
  }
  .words {
    inline-size: 100%;
    min-inline-size: 0;
  }
  [part='name'] {
    text-align: -webkit-match-parent;
    text-align: match-parent;
    font-weight: 600;
    line-height: 1.3;
  }
  [part='name'],
  .status {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .status {
    color: var(--_dim);
    font-size: 0.8125em;
    min-block-size: 1.45em;
  }
  :host([speaking]) .status {
    color: var(--_speaking-text);
  }
  @container (inline-size < 22rem) {
    :host(:not([compact])) {
      flex-direction: row;
      gap: calc(var(--_space) * 0.9);
      text-align: start;
      --_size: 2.75rem;
    }
    .words {
      padding-inline-end: calc(var(--_space) * 1.5);
    }
    .status:empty {
      display: none;
    }
  }
  :host([compact]) .words {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  /* The face is smaller than what a finger can hit. */
  :host([compact]) {
    --_around: 0.25rem;
  }
  :host([compact]) .face {
    padding: var(--_around);
  }
  /* The row of faces is cut off above. */
  :host([compact]) voice-quality {
    --_words: hidden;
    inset-block: -0.15rem auto;
    inset-inline: auto -0.25rem;
    padding: 0.2rem;
    border-radius: var(--_control-radius);
    background: var(--_background);
    translate: none;
  }
  :host([compact]) voice-quality:not([quality='poor'], [quality='lost']) {
    display: none;
  }
  :host([compact]) [part='badge'] {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    border-width: 2px;
  }
  :host([compact]) [part='badge'] svg {
    inline-size: 0.7rem;
  }
`;
