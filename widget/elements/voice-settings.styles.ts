import { css } from 'lit';

export const styles = css`
  :host {
    position: absolute;
  }
  dialog {
    inline-size: min(26rem, 100vw - 1rem);
    max-block-size: calc(100dvb - 1rem);
    margin: auto;
    padding: 0;
    overflow: auto;
    overscroll-behavior: contain;
    /* Not below the header when it is focused. */
    scroll-padding-block: 5rem 1rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
    font: inherit;
    text-align: start;
  }
  dialog::backdrop {
    background: var(--_backdrop);
  }
  form {
    display: contents;
  }
  header {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 0.5) var(--_space);
    padding: calc(var(--_space) * 0.75) calc(var(--_space) * 1.25);
    border-block-end: 1px solid var(--_border);
    background: var(--_background);
  }
  h2 {
    flex: 1 1 6rem;
    min-inline-size: 0;
    font-size: 1.125em;
  }
  .notice {
    margin: var(--_space) calc(var(--_space) * 1.25) 0;
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 0.75);
    min-inline-size: 0;
    padding: calc(var(--_space) * 1.25);
    border: 0;
  }
  fieldset + fieldset {
    border-block-start: 1px solid var(--_border);
  }
  legend {
    float: inline-start;
    inline-size: 100%;
    padding: 0;
    font-weight: 600;
  }
  select {
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding-inline: calc(var(--_space) * 0.75);
    border: 1px solid var(--_field);
    border-radius: var(--_control-radius);
    background: var(--_background);
    color: inherit;
    font: inherit;
    text-overflow: ellipsis;
  }
  meter {
    inline-size: 100%;
    block-size: 0.75rem;
    border-radius: 99rem;
    background: var(--_control);
    appearance: none;
    overflow: hidden;
  }
  meter::-webkit-meter-bar {
    block-size: 100%;
    border: 0;
    border-radius: 99rem;
    background: var(--_control);
  }
  meter::-webkit-meter-optimum-value {
    border-radius: 99rem;
    background: var(--_speaking);
  }
  meter::-moz-meter-bar {
    border-radius: 99rem;
    background: var(--_speaking);
  }
  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--_space);
    min-block-size: 2.75rem;
    cursor: pointer;
  }
  .row span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .options {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.35rem;
  }
  div.row {
    cursor: default;
  }
  kbd {
    padding: 0.25em calc(var(--_space) * 0.75);
    border: 1px solid var(--_border);
    border-radius: calc(var(--_control-radius) * 0.5);
    background: var(--_control);
    font: inherit;
    font-weight: 600;
  }
  input[type='checkbox'] {
    flex: none;
    position: relative;
    inline-size: 2.75rem;
    min-block-size: 1.625rem;
    margin: 0;
    padding: 0;
    border: 2px solid var(--_dim);
    border-radius: 99rem;
    background: none;
    appearance: none;
    cursor: pointer;
  }
  input[type='checkbox']::before {
    content: '';
    position: absolute;
    inset-block: 0.2rem;
    inset-inline: 0.2rem auto;
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_dim);
    transition: translate 0.15s;
  }
  input:checked {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  input:checked::before {
    background: var(--_on-accent);
    translate: 1.1rem;
  }
  input:checked:dir(rtl)::before {
    translate: -1.1rem;
  }
  .slider {
    display: grid;
    grid-template-columns: 1fr auto;
    min-inline-size: 0;
  }
  .slider span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  output,
  .hint {
    color: var(--_dim);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }
  .hint:empty {
    display: none;
  }
  .lost {
    color: var(--_danger);
  }
  input[type='range'] {
    grid-column: 1 / -1;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 2.75rem;
    margin: 0;
    padding: 0;
    background: none;
    accent-color: var(--_accent);
    cursor: pointer;
  }
  .person {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 0.25rem var(--_space);
  }
  button[aria-pressed='true'] {
    background: var(--_danger-soft);
    color: var(--_danger);
  }
  @media (max-width: 20rem) {
    .person {
      grid-template-columns: 1fr;
    }
  }
  @media (forced-colors: active) {
    input[type='checkbox']::before {
      background: ButtonText;
    }
    input:checked {
      background: Highlight;
      forced-color-adjust: none;
    }
    input:checked::before {
      background: HighlightText;
    }
    meter,
    meter::-webkit-meter-bar {
      border: 1px solid CanvasText;
      background: Canvas;
    }
    meter::-webkit-meter-optimum-value {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    input[type='checkbox']::before {
      transition: none;
    }
  }
`;
