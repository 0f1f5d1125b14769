import { css, html, LitElement, nothing } from 'lit';
import { QUALITIES } from '../../protocol/quality.ts';
import type { Quality } from '../client/room-snapshot.ts';
import { define } from './define.ts';
import { qualityMessages } from './quality-messages.ts';
import { say } from './say.ts';

/** How good the connection to somebody is: three bars, two, one, none, and the same in words. Nothing until it is known. */
export class VoiceQuality extends LitElement {
  static override properties = { quality: { reflect: true } };
  static override styles = css`
    :host {
      position: absolute;
      inset-block: -0.5rem auto;
      inset-inline: auto 0.25rem;
      color: var(--_dim);
    }
    @container (inline-size < 22rem) {
      :host {
        inset-block: 50% auto;
        translate: 0 -50%;
      }
    }
    :host([quality='unknown']) {
      display: none;
    }
    /* In words, to see: below the pointer, or beside a focused face. */
    span {
      position: absolute;
      inset-block-end: calc(100% + 0.35rem);
      inset-inline-end: -0.25rem;
      z-index: 2;
      inline-size: max-content;
      max-inline-size: 11rem;
      padding: 0.25rem 0.45rem;
      border: 1px solid transparent;
      border-radius: calc(var(--_control-radius) * 0.5);
      background: var(--_text);
      color: var(--_background);
      font-size: 0.8125rem;
      pointer-events: none;
      visibility: var(--_words, hidden);
    }
    :host(:hover) span {
      visibility: visible;
    }
    :host([quality='poor']),
    :host([quality='lost']) {
      color: var(--_danger);
    }
    svg {
      display: block;
      inline-size: 0.875rem;
      block-size: 0.75rem;
      fill: currentColor;
    }
    rect {
      opacity: 0.25;
    }
    .on {
      opacity: 1;
    }
    @media (forced-colors: active) {
      rect:not(.on) {
        fill: none;
        stroke: currentColor;
        opacity: 1;
      }
    }
  `;

  declare quality: Quality;

  constructor() {
    super();
    this.quality = 'unknown';
  }

  protected override willUpdate(): void {
    // On the element itself, for the button beside it that is described by it.
    this.role = 'img';
    this.ariaLabel = this.quality === 'unknown' ? null : say(this, qualityMessages)[this.quality];
  }

  protected override render() {
    if (this.quality === 'unknown') return nothing;
    const bars = QUALITIES.length - 1 - QUALITIES.indexOf(this.quality);
    const on = (bar: number) => (bar <= bars ? 'on' : '');
    return html`<svg viewBox="0 0 14 12" aria-hidden="true">
      <rect class=${on(1)} x="0" y="8" width="4" height="4" rx="1"></rect>
      <rect class=${on(2)} x="5" y="4" width="4" height="8" rx="1"></rect>
      <rect class=${on(3)} x="10" y="0" width="4" height="12" rx="1"></rect>
    </svg><span aria-hidden="true">${this.ariaLabel}</span>`;
  }
}

define('voice-quality', VoiceQuality);

declare global {
  interface HTMLElementTagNameMap {
    'voice-quality': VoiceQuality;
  }
}
