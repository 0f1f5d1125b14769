import { css, html, LitElement, nothing } from 'lit';
import { base } from './base.styles.ts';
import { callMessages as t } from './call-messages.ts';
import { define } from './define.ts';
import { moderatorOf } from './moderator-of.ts';
import { VoiceMuteRequest, VoiceUnlockRequest } from './requests.ts';
import { contextSlice } from './room-context.ts';

/**
 * What stands between you and the conversation, and what to do about it: the connection, then the sound, then the
 * moderator, then the microphone. One at a time.
 *
 * @csspart banner
 * @csspart button
 */
export class VoiceBanner extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: contents;
      }
      div {
        display: flex;
        flex: none;
        inline-size: 100%;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.5rem 1rem;
      }
      p {
        flex: 1 1 14rem;
      }
      button {
        background: var(--_background);
      }
      .calm b {
        color: inherit;
      }
    `,
  ];

  readonly #slice = contextSlice(
    this,
    ({ state, audioBlocked, microphoneError, error, self, participants }) =>
      [
        state,
        audioBlocked,
        microphoneError,
        error,
        self?.serverMuted && t.mutedBy(moderatorOf(self, participants)),
      ] as const,
  );

  #banner(what: string, fix: string, kind: string, action?: { label: string; request: () => Event }) {
    return html`<div part="banner" class="notice ${kind}" role=${kind === 'error' ? 'alert' : 'status'}>
      <p><b>${what}</b> ${fix}</p>
      ${action ? html`<button part="button" @click=${() => this.dispatchEvent(action.request())}>${action.label}</button>` : nothing}
    </div>`;
  }

  protected override render() {
    const [state, blocked, silence, error, mutedBy] = this.#slice.value;
    if (state === 'reconnecting') return this.#banner(t.lost, t.lostFix, 'calm');
    if (blocked)
      return this.#banner(t.blocked, '', 'calm', { label: t.unblock, request: () => new VoiceUnlockRequest({}) });
    if (mutedBy) return this.#banner(mutedBy, t.mutedByFix, 'calm');
    if (silence) {
      const retry = { label: t.askAgain, request: () => new VoiceMuteRequest({ muted: false }) };
      return this.#banner(silence.message, silence.fix, 'error', silence.recoverable ? retry : undefined);
    }
    return error ? this.#banner(error.message, error.fix, 'error') : nothing;
  }
}

define('voice-banner', VoiceBanner);

declare global {
  interface HTMLElementTagNameMap {
    'voice-banner': VoiceBanner;
  }
}
