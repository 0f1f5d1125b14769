import { css } from 'lit';

export const styles = css`
  :host {
    position: absolute;
    inset-block: -0.375rem auto;
    inset-inline: -0.375rem auto;
  }
  @container (inline-size < 22rem) {
    :host {
      inset-block: 50% auto;
      inset-inline: auto 0.25rem;
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
    padding: calc(var(--_space) * 1.25);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
  }
  dialog[open] {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 0.5);
  }
  dialog::backdrop {
    background: var(--_backdrop);
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
