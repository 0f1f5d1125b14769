import { css } from 'lit';

/** Buttons, fields, focus and notices: the same in every part. */
export const base = css`
  :host {
    display: block;
  }
  * {
    box-sizing: border-box;
    margin: 0;
  }
  button,
  input {
    min-block-size: 2.75rem;
    padding: 0 1.1em;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) * 0.66);
    background: var(--_control);
    color: inherit;
    font: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    font-weight: 600;
    cursor: pointer;
  }
  @media (hover: hover) {
    button:hover {
      box-shadow: inset 0 0 0 20rem light-dark(#0000000d, #ffffff1a);
    }
  }
  button:active {
    box-shadow: none;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  [aria-disabled='true'] {
    opacity: 0.7;
    cursor: progress;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .notice {
    padding: 0.75em 1em;
    border-radius: calc(var(--_radius) * 0.66);
    background: var(--_control);
    text-align: start;
  }
  .error {
    background: var(--_danger-soft);
  }
  .notice b {
    display: block;
  }
  .error b {
    color: var(--_danger);
  }
  @media (forced-colors: active) {
    button,
    .notice {
      border: 1px solid;
    }
  }
`;
