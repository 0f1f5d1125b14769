import { ContextConsumer } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import type { ParticipantSnapshot } from '../client/room-snapshot.ts';
import { base } from './base.styles.ts';
import { forwardSlots } from './call-slots.ts';
import { controlButton } from './control-button.styles.ts';
import { define } from './define.ts';
import { handMessages } from './hand-messages.ts';
import { VoiceHandRequest } from './hand-request.ts';
import { iconStyles } from './icons.styles.ts';
import { drawing } from './icons.ts';
import { contextSlice, roomClientContext } from './room-context.ts';
import { say } from './say.ts';

const HAND =
  'M8 12.5V6a1.4 1.4 0 0 1 2.8 0v5V4.4a1.4 1.4 0 0 1 2.8 0V11V5.6a1.4 1.4 0 0 1 2.8 0V12V8.5a1.4 1.4 0 0 1 2.8 0V14a7 7 0 0 1-7 7c-3 0-4.5-1.3-6-4L4.3 13.5a1.5 1.5 0 0 1 2.5-1.6Z';

/** Who has a hand up, in the order in which they raised it. */
export function handsUp(participants: readonly ParticipantSnapshot[]): string[] {
  const raised = participants.filter(({ handRaisedAt }) => handRaisedAt !== null);
  return raised.sort((a, b) => (`${a.handRaisedAt}${a.id}` < `${b.handRaisedAt}${b.id}` ? -1 : 1)).map(({ id }) => id);
}

/**
 * A raised hand on a participant's tile, with its place in line.
 *
 * @csspart badge
 */
export class VoiceHand extends LitElement {
  static override properties = { participant: { attribute: false } };
  static override styles = [
    iconStyles,
    css`
      :host {
        position: absolute;
        inset-block: var(--_hand, 0.4rem) auto;
        inset-inline: var(--_hand, 0.4rem) auto;
        pointer-events: none;
      }
      span {
        display: flex;
        align-items: center;
        gap: 0.1rem;
        padding: 0.15rem 0.4rem 0.15rem 0.25rem;
        border: 1px solid transparent;
        border-radius: 99rem;
        background: var(--_accent);
        color: var(--_on-accent);
        font-weight: 600;
        font-size: 0.8125rem;
        line-height: 1.25;
      }
      svg {
        inline-size: 1.1rem;
      }
    `,
  ];

  declare participant: ParticipantSnapshot;

  readonly #slice = contextSlice(this, ({ participants }) => [handsUp(participants).join()] as const);

  protected override render() {
    const line = this.#slice.value[0].split(',');
    const place = line.indexOf(this.participant.id) + 1;
    if (!place) return nothing;
    const t = say(this, handMessages);
    const words = line.length > 1 ? t.raisedAs({ place, all: line.length }) : t.raised;
    return html`<span part="badge" role="img" aria-label=${words} title=${words}>${drawing(HAND)}${line.length > 1 ? place : nothing}</span>`;
  }
}

/**
 * Raises one's own hand and lowers it.
 *
 * @event voice-hand-request - before anything happens; cancelable
 * @slot hand-icon
 * @csspart button, hand-button
 */
export class VoiceHandButton extends LitElement {
  static override properties = { compact: { type: Boolean, reflect: true } };
  static override styles = [
    base,
    iconStyles,
    controlButton,
    css`
      button[aria-pressed='true'] {
        background: var(--_accent);
        color: var(--_on-accent);
      }
    `,
  ];

  declare compact: boolean;

  readonly #slice = contextSlice(this, ({ self }) => [typeof self?.handRaisedAt === 'string'] as const);
  readonly #client = new ContextConsumer(this, { context: roomClientContext });
  #stopForwarding: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopForwarding = forwardSlots(this, ['hand-icon']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopForwarding?.();
  }

  #toggle(): void {
    const raised = !this.#slice.value[0];
    if (!this.dispatchEvent(new VoiceHandRequest({ raised }))) return;
    // Refused, it stays as it is shown.
    this.#client.value?.raiseHand(raised).catch(() => {});
  }

  protected override render() {
    const t = say(this, handMessages);
    const [raised] = this.#slice.value;
    return html`<button part="button hand-button" aria-pressed=${raised}
      title=${raised ? t.lower : t.raise} @click=${this.#toggle}>
      <slot name="hand-icon">${drawing(HAND)}</slot><span>${t.hand}</span>
    </button>`;
  }
}

define('voice-hand', VoiceHand);
define('voice-hand-button', VoiceHandButton);

declare global {
  interface HTMLElementTagNameMap {
    'voice-hand': VoiceHand;
    'voice-hand-button': VoiceHandButton;
  }
}
