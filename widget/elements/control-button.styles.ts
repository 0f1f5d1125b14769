import { css } from 'lit';

/** A button among the controls: icon and word, in a narrow place one above the other; with `compact` on its host the icon alone. */
export const controlButton = css`
  button {
    flex: 0 1 auto;
    min-inline-size: 3rem;
    min-block-size: 3rem;
  }
  :host([compact]) button {
    min-inline-size: 2.75rem;
    min-block-size: 2.75rem;
    padding: 0;
  }
  :host([compact]) span {
    position: absolute;
    clip-path: inset(50%);
  }
  @container (inline-size < 46rem) {
    :host(:not([compact])) button {
      flex: 1;
      flex-direction: column;
      gap: 0.1rem;
      padding: 0.4rem 0;
      font-size: 0.75rem;
    }
  }
  @container (inline-size < 20rem) {
    :host(:not([compact])) button {
      flex-basis: 28%;
    }
  }
  @container (inline-size < 14rem) {
    :host(:not([compact])) button {
      flex-basis: 40%;
    }
  }
`;
