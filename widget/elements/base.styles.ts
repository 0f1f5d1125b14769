import { css } from 'lit';

/** Buttons, fields, focus and notices: the same in every part. */
export const base = css`
  :host {
    display: block;
    overflow-wrap: break-word;
  }
  * {
    box-sizing: border-box;
    margin: 0;
  }
  button,
  input {
    min-block-size: 2.75rem;
    padding: 0 var(--_space);
    border: 1px solid transparent;
    border-radius: var(--_control-radius);
    background: var(--_control);
    color: inherit;
    font: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 0.5);
    font-weight: 600;
    cursor: pointer;
  }
  @media (hover: hover) {
    button:hover {
      box-shadow: inset 0 0 0 20rem var(--_hover);
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
    border: 1px solid transparent;
    padding: calc(var(--_space) * 0.75) var(--_space);
    border-radius: var(--_control-radius);
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
  /* There, what is transparent here is drawn. */
  @media (forced-colors: active) {
    [aria-pressed='true'] {
      outline: 3px solid Highlight;
      outline-offset: -3px;
    }
  }
`;
