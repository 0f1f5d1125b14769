import { ContextConsumer } from '@lit/context';
import { css, html, LitElement } from 'lit';
import { type Announce, anew, announcement } from './announcements.ts';
import { callMessages } from './call-messages.ts';
import { define } from './define.ts';
import { roomClientContext } from './room-context.ts';
import { say } from './say.ts';

/** Tells a screen reader who comes and goes, and what happens to you. Nothing to see. */
export class VoiceAnnouncer extends LitElement {
  static override properties = { level: {}, said: { state: true } };
  static override styles = css`
    :host {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  `;

  declare level: Announce;
  declare said: string;
  #unsubscribe: (() => void) | undefined;

  constructor() {
    super();
    this.level = 'all';
    this.said = '';
    new ContextConsumer(this, {
      context: roomClientContext,
      subscribe: true,
      callback: (client) => {
        this.#unsubscribe?.();
        this.#unsubscribe = client?.subscribe((now, before) => {
          const said = announcement(before, now, this.level, say(this, callMessages));
          if (said) this.said = anew(said, this.said);
        });
      },
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  protected override render() {
    return html`<div role="status">${this.said}</div>`;
  }
}

define('voice-announcer', VoiceAnnouncer);

declare global {
  interface HTMLElementTagNameMap {
    'voice-announcer': VoiceAnnouncer;
  }
}
