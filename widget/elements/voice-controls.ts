import { css, html, LitElement, nothing } from 'lit';
import { isAllowedVoice } from '../../protocol/hearing.ts';
import { base } from './base.styles.ts';
import { callMessages } from './call-messages.ts';
import { forwardSlots } from './call-slots.ts';
import { controlButton } from './control-button.styles.ts';
import { define } from './define.ts';
import { iconStyles } from './icons.styles.ts';
import { icon } from './icons.ts';
import { VoiceDeafenRequest, VoiceLeaveRequest, VoiceMuteRequest } from './requests.ts';
import { contextSlice } from './room-context.ts';
import { say } from './say.ts';
import { VoiceSettingsRequest } from './settings-request.ts';

/**
 * Mute, deafen, talk while it is held, raise a hand, settings, leave. They ask; what they show is what is so.
 *
 * @slot mute-icon, deafen-icon, hand-icon, settings-icon, leave-icon
 * @csspart controls, button, mute-button, deafen-button, talk-button, hand-button, settings-button, leave-button
 */
export class VoiceControls extends LitElement {
  static override properties = { compact: { type: Boolean, reflect: true } };
  static override styles = [
    base,
    iconStyles,
    controlButton,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: calc(var(--_space) * 0.5);
      }
      :host(:not([compact])) div {
        padding: calc(var(--_space) * 0.75) calc(var(--_space) * 1.25) calc(var(--_space) * 1.25);
        border-end-start-radius: var(--_radius);
        border-end-end-radius: var(--_radius);
        background: var(--_background);
      }
      button[aria-pressed='true'] {
        background: var(--_danger-soft);
        color: var(--_danger);
      }
      voice-hand-button {
        display: contents;
      }
      voice-talk-button {
        order: -1;
      }
      .leave svg:dir(rtl) {
        scale: -1 1;
      }
      .leave {
        background: var(--_leave);
        color: var(--_on-leave);
      }
    `,
  ];

  /** Icons without words. */
  declare compact: boolean;

  readonly #slice = contextSlice(
    this,
    ({ muted, deafened, microphone, self, devices }) =>
      [muted || microphone === 'none' || (self !== null && !isAllowedVoice(self)), deafened, devices?.pttKey] as const,
  );

  #stopForwarding: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopForwarding = forwardSlots(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopForwarding?.();
  }

  override focus(): void {
    this.updateComplete.then(() => this.renderRoot.querySelector('button')?.focus());
  }

  protected override render() {
    const t = say(this, callMessages);
    const [muted, deafened, pttKey] = this.#slice.value;
    return html`<div part="controls" role="group" aria-label=${t.controls}>
      <button part="button mute-button" aria-pressed=${muted} title=${muted ? t.unmute : t.mute}
        @click=${() => this.dispatchEvent(new VoiceMuteRequest({ muted: !muted }))}>
        <slot name="mute-icon">${icon(muted ? 'microphoneOff' : 'microphone')}</slot><span>${t.mute}</span>
      </button>
      <button part="button deafen-button" aria-pressed=${deafened} title=${deafened ? t.undeafen : t.deafen}
        @click=${() => this.dispatchEvent(new VoiceDeafenRequest({ deafened: !deafened }))}>
        <slot name="deafen-icon">${icon(deafened ? 'headphonesOff' : 'headphones')}</slot><span>${t.deafen}</span>
      </button>
      ${
        pttKey
          ? html`<voice-talk-button ?compact=${this.compact} exportparts="button,talk-button"></voice-talk-button>`
          : nothing
      }
      <voice-hand-button ?compact=${this.compact} exportparts="button,hand-button"></voice-hand-button>
      <button part="button settings-button" title=${t.settings} aria-haspopup="dialog"
        @click=${() => this.dispatchEvent(new VoiceSettingsRequest({}))}>
        <slot name="settings-icon">${icon('settings')}</slot><span>${t.settings}</span>
      </button>
      <button part="button leave-button" class="leave" title=${t.leave}
        @click=${() => this.dispatchEvent(new VoiceLeaveRequest({}))}>
        <slot name="leave-icon">${icon('leave')}</slot><span>${t.leave}</span>
      </button>
    </div>`;
  }
}

define('voice-controls', VoiceControls);

declare global {
  interface HTMLElementTagNameMap {
    'voice-controls': VoiceControls;
  }
}
