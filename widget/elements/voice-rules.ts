import { ContextConsumer } from '@lit/context';
import { css, html, LitElement } from 'lit';
import type { RoomSettings } from '../../protocol/rest.ts';
import { base } from './base.styles.ts';
import { define } from './define.ts';
import { moderatorMessages } from './moderator-messages.ts';
import { contextSlice, roomClientContext } from './room-context.ts';
import { say } from './say.ts';

/**
 * Who else may come in, and whether they may speak: two switches for a moderator. They show what is so.
 *
 * @csspart button
 */
export class VoiceRules extends LitElement {
  static override styles = [
    base,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: calc(var(--_space) * 0.5);
      }
      button {
        border-color: var(--_border);
        background: none;
        font-weight: 400;
      }
      button[aria-pressed='true'] {
        background: var(--_control);
        font-weight: 600;
      }
    `,
  ];

  readonly #slice = contextSlice(
    this,
    ({ room }) => [room?.settings.locked ?? false, room?.settings.speakersOnly ?? false] as const,
  );
  readonly #client = new ContextConsumer(this, { context: roomClientContext, subscribe: true });

  #set(settings: Partial<RoomSettings>): void {
    // Refused, it stays as it is shown.
    this.#client.value?.changeSettings(settings).catch(() => {});
  }

  protected override render() {
    const t = say(this, moderatorMessages);
    const [locked, speakersOnly] = this.#slice.value;
    return html`<div role="group" aria-label=${t.rules}>
      <button part="button" aria-pressed=${locked} title=${t.lockHint} @click=${() => this.#set({ locked: !locked })}>${t.lock}</button>
      <button part="button" aria-pressed=${speakersOnly} @click=${() => this.#set({ speakersOnly: !speakersOnly })}>${t.listen}</button>
    </div>`;
  }
}

define('voice-rules', VoiceRules);

declare global {
  interface HTMLElementTagNameMap {
    'voice-rules': VoiceRules;
  }
}
