import { css } from 'lit';

export const styles = css`
  form,
  .people {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: var(--_space);
    text-align: center;
  }
  .people {
    gap: calc(var(--_space) * 0.75);
  }
  :is(form, .people) > * {
    max-inline-size: 100%;
  }
  .faces {
    display: flex;
    --_size: min(3rem, 16cqi);
  }
  .avatar {
    box-shadow: 0 0 0 3px var(--_background);
    transition: box-shadow 0.25s;
  }
  .avatar + .avatar {
    margin-inline-start: calc(var(--_size) * -0.06);
  }
  .speaking {
    box-shadow: 0 0 0 3px var(--_speaking);
  }
  .notice,
  label,
  form button {
    inline-size: min(100%, 22rem);
  }
  label {
    color: var(--_dim);
    font-size: 0.875em;
    text-align: start;
  }
  input {
    display: block;
    inline-size: 100%;
    margin-block-start: calc(var(--_space) * 0.35);
    border-color: var(--_field);
    background: var(--_background);
    color: var(--_text);
    font-size: max(1rem, 16px);
  }
  .hint {
    color: var(--_dim);
    font-size: 0.8125em;
  }
  :host([layout='bar']) form {
    flex-flow: row wrap;
    justify-content: end;
    gap: calc(var(--_space) * 0.75);
  }
  :host([layout='bar']) :is(label, button) {
    inline-size: auto;
  }
  :host([layout='bar']) :is(.hint, .people p) {
    position: absolute;
    clip-path: inset(50%);
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    white-space: nowrap;
  }
  :host([layout='bar']) label {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 0.75);
  }
  :host([layout='bar']) input {
    flex: 0 1 9rem;
    min-inline-size: 0;
    margin: 0;
  }
  :host([layout='bar']) .faces {
    --_size: 2rem;
  }
`;
