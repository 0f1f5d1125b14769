import { css } from 'lit';

export const styles = css`
  :host {
    min-inline-size: 0;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 0.75);
  }
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr));
    gap: calc(var(--_space) * 0.5);
    padding: 0;
    list-style: none;
  }
  ul:empty {
    display: none;
  }
  li {
    position: relative;
  }
  .room {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-content: start;
    gap: 0.35rem calc(var(--_space) * 0.75);
    inline-size: 100%;
    block-size: 100%;
    padding: calc(var(--_space) * 0.75);
    /* Who speaks stands below. */
    padding-block-end: calc(var(--_space) * 0.75 + 1.5em);
    border-color: var(--_border);
    border-radius: var(--_tile-radius);
    background: var(--_background);
    font-weight: 400;
    text-align: start;
  }
  .room[aria-current] {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  /* Each is cut where it ends, in whatever direction. */
  .name,
  .speaking-words {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .count,
  .quiet,
  label {
    color: var(--_dim);
    font-size: 0.875em;
  }
  .faces {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    align-items: center;
    padding: 0.2rem;
    --_size: 2rem;
  }
  .others::before {
    content: attr(data-text);
    padding-inline-start: 0.4rem;
  }
  .avatar {
    box-shadow: 0 0 0 2px var(--_background);
    transition: box-shadow 0.25s;
  }
  .avatar + .avatar {
    margin-inline-start: calc(var(--_size) * -0.06);
  }
  .speaking {
    z-index: 1;
    box-shadow:
      0 0 0 2px var(--_background),
      0 0 0 4px var(--_speaking);
  }
  .speaking-words {
    position: absolute;
    inset-inline: calc(var(--_space) * 0.75);
    inset-block-end: calc(var(--_space) * 0.75);
    pointer-events: none;
    overflow: hidden;
    color: var(--_speaking-text);
    font-size: 0.8125em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  form {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 0.5);
  }
  label,
  form p {
    flex: 1 1 100%;
  }
  form p {
    color: var(--_danger);
  }
  form p:empty {
    display: none;
  }
  input {
    display: block;
    inline-size: 100%;
    margin-block-start: 0.35rem;
    border-color: var(--_field);
    background: var(--_background);
    color: var(--_text);
    font-size: max(1rem, 16px);
  }
  @media (prefers-reduced-motion: reduce) {
    .avatar {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .speaking {
      outline: 3px solid Highlight;
    }
    .room[aria-current] {
      border-width: 3px;
    }
  }
`;
