import { css } from 'lit';

export const styles = css`
  :host {
    position: absolute;
    inset: 0 auto auto 0;
  }
  @container (inline-size < 22rem) {
    :host {
      inset: 50% 0.25rem auto auto;
      translate: 0 -50%;
    }
  }
  .open {
    inline-size: 2.75rem;
    padding: 0;
    background: none;
    color: var(--_dim);
  }
  svg {
    inline-size: 1.25rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 3;
    stroke-linecap: round;
  }
  dialog {
    inline-size: min(20rem, calc(100vi - 2rem));
    max-block-size: calc(100vb - 2rem);
    margin: auto;
    padding: 1.25rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
  }
  dialog[open] {
    display: grid;
    gap: 0.5rem;
  }
  dialog::backdrop {
    background: #0008;
  }
  h3 {
    margin-block-end: 0.25rem;
    overflow-wrap: anywhere;
    font-size: 1.0625em;
  }
  dialog p {
    color: var(--_dim);
  }
  .danger {
    color: var(--_danger);
  }
  .leave {
    background: var(--_leave);
    color: var(--_on-leave);
  }
  .cancel {
    background: none;
    border-color: var(--_border);
  }
`;
