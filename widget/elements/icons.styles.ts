import { css } from 'lit';

/** Icons, and stillness for who asks for it. */
export const iconStyles = css`
  svg {
    flex: none;
    inline-size: 1.375rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before {
      animation: none !important;
      transition: none !important;
    }
  }
`;
