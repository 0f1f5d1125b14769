import { css, html, LitElement } from 'lit';
import { base } from './base.styles.ts';
import { forwardSlots } from './call-slots.ts';
import { define } from './define.ts';
import { iconStyles } from './icons.styles.ts';
import { icon } from './icons.ts';
import { keyLabel } from './key-label.ts';
import { keyMessages } from './key-messages.ts';
import { contextSlice } from './room-context.ts';
import { say } from './say.ts';
import { talkMessages } from './talk-messages.ts';
import { VoiceTalkRequest } from './talk-request.ts';

const HOLD_KEYS = ['Space', 'Enter', 'NumpadEnter'];

/**
 * Push-to-talk by pointer, and by keyboard while it is focused. A screen reader, which cannot hold, switches it with a press.
 *
 * @csspart button, talk-button
 */
export class VoiceTalkButton extends LitElement {
  static override properties = { compact: { type: Boolean, reflect: true } };
  static override styles = [
    base,
    iconStyles,
    css`
      :host {
        flex: 1 1 auto;
        max-inline-size: 16rem;
      }
      button {
        inline-size: 100%;
        block-size: 100%;
        min-inline-size: 2.75rem;
        min-block-size: 3rem;
        padding-inline: calc(var(--_space) * 0.75);
        touch-action: none;
        user-select: none;
        -webkit-touch-callout: none;
      }
      button[aria-pressed='true'] {
        background: var(--_speaking-text);
        color: var(--_background);
      }
      button[aria-disabled='true'] {
        cursor: default;
      }
      kbd {
        padding: 0.1em 0.45em;
        border: 1px solid;
        border-radius: calc(var(--_control-radius) * 0.5);
        font: inherit;
        font-size: 0.8125em;
        white-space: nowrap;
      }
      :host([compact]) {
        flex: 0 0 auto;
      }
      :host([compact]) span {
        position: absolute;
        clip-path: inset(50%);
      }
      @container (inline-size < 46rem) {
        :host(:not([compact])) {
          flex-basis: 100%;
          max-inline-size: none;
        }
      }
      @media (hover: none) {
        kbd {
          display: none;
        }
      }
    `,
  ];

  declare compact: boolean;

  readonly #slice = contextSlice(
    this,
    ({ talking, muted, microphone, self, devices }) =>
      [talking === true, muted || microphone !== 'live' || self?.serverMuted === true, devices?.pttKey ?? ''] as const,
  );
  /** Held by a pointer or a key; what clicks otherwise is a press. */
  #isHeld = false;

  #stopForwarding: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopForwarding = forwardSlots(this, ['talk-icon']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopForwarding?.();
  }

  #hold(talking: boolean): void {
    if (talking === this.#isHeld) return;
    this.#isHeld = talking;
    this.dispatchEvent(new VoiceTalkRequest({ talking }));
  }

  #onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#hold(true);
  }

  #onKey(event: KeyboardEvent): void {
    if (!HOLD_KEYS.includes(event.code)) return;
    event.preventDefault();
    this.#hold(event.type === 'keydown');
  }

  #onClick(event: MouseEvent): void {
    // The end of a hold by pointer is a click, too, but one with a number.
    if (event.detail === 0) this.dispatchEvent(new VoiceTalkRequest({ talking: !this.#slice.value[0] }));
  }

  protected override render() {
    const t = say(this, talkMessages);
    const [talking, muted, code] = this.#slice.value;
    const key = keyLabel(code, say(this, keyMessages));
    const release = () => this.#hold(false);
    return html`<button part="button talk-button" aria-pressed=${talking} aria-disabled=${muted}
      title=${muted ? t.muted : t.orKey({ key })} aria-keyshortcuts=${code.replace(/^(Key|Digit)/, '')}
      @pointerdown=${this.#onPointerDown} @pointerup=${release} @pointercancel=${release} @lostpointercapture=${release}
      @keydown=${this.#onKey} @keyup=${this.#onKey} @blur=${release} @click=${this.#onClick}
      @contextmenu=${(event: Event) => event.preventDefault()}>
      <slot name="talk-icon">${icon(talking && !muted ? 'microphone' : 'microphoneOff')}</slot>
      <span>${muted ? t.muted : talking ? t.talking : t.talk}</span>
      <kbd aria-hidden="true">${key}</kbd>
    </button>`;
  }
}

define('voice-talk-button', VoiceTalkButton);

declare global {
  interface HTMLElementTagNameMap {
    'voice-talk-button': VoiceTalkButton;
  }
}
