import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    flex: 1 1 100%;
    min-inline-size: 0;
  }
  [part='chat'] {
    display: grid;
    gap: calc(var(--_space) * 0.75);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 0.5);
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125rem;
  }
  .reactions button {
    min-inline-size: 2.75rem;
    padding: 0;
    border-radius: 50%;
    background: none;
    font-size: 1.25rem;
    line-height: 1;
  }
  .unread > [aria-hidden] {
    display: inline-block;
    min-inline-size: 1.5em;
    padding: 0 0.4em;
    border-radius: 99rem;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.8125em;
  }
  .allow {
    border-color: var(--_border);
    background: none;
    font-weight: 400;
  }
  .allow[aria-pressed='true'] {
    background: var(--_control);
  }
  #talk {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 0.5);
  }
  ol {
    max-block-size: 16rem;
    padding: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    list-style: none;
  }
  li {
    padding: 0.25rem 0;
    overflow: hidden;
  }
  .from {
    font-weight: 600;
    font-size: 0.8125em;
    overflow-wrap: anywhere;
  }
  .own .from {
    color: var(--_accent);
  }
  time,
  .nothing {
    color: var(--_dim);
    font-weight: 400;
  }
  .text {
    overflow-wrap: anywhere;
  }
  form {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 0.5);
  }
  input {
    flex: 1 1 7rem;
    min-inline-size: 0;
    border-color: var(--_field);
    background: var(--_background);
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .float {
    position: absolute;
    inset: auto 0 100%;
    z-index: 2;
    block-size: 12rem;
    overflow: hidden;
    pointer-events: none;
  }
  .float span {
    position: absolute;
    inset-block-end: 0;
    inset-inline-start: var(--_x);
    display: grid;
    justify-items: center;
    font-size: 2rem;
    line-height: 1.2;
    animation: rise 3s ease-out forwards;
  }
  small {
    max-inline-size: 6rem;
    padding: 0 calc(var(--_space) * 0.5);
    overflow: hidden;
    border-radius: 99rem;
    background: var(--_control);
    font-size: 0.75rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @keyframes rise {
    70% {
      opacity: 1;
    }
    to {
      opacity: 0;
      transform: translateY(-8rem);
    }
  }
  @keyframes fade {
    70% {
      opacity: 1;
    }
    to {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .float span {
      animation-name: fade;
    }
  }
  @media (forced-colors: active) {
    .unread > [aria-hidden],
    small {
      border: 1px solid;
    }
  }
`;
