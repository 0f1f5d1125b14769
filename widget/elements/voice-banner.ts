import { ContextConsumer } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import type { RoomError } from '../client/errors.ts';
import type { DeviceInUse, Devices, ParticipantSnapshot } from '../client/room-snapshot.ts';
import { base } from './base.styles.ts';
import { callMessages } from './call-messages.ts';
import { VoiceConnectRequest } from './connect-request.ts';
import { define } from './define.ts';
import { keepFocus } from './keep-focus.ts';
import type { Say } from './message-section.ts';
import { moderatorOf } from './moderator-of.ts';
import { VoiceMuteRequest, VoiceUnlockRequest } from './requests.ts';
import { contextSlice, roomClientContext } from './room-context.ts';
import { say, sayError } from './say.ts';
import { VoiceSettingsRequest } from './settings-request.ts';

interface Action {
  label: string;
  request: () => Event;
  /** What the room does not do by itself at this request. */
  follow?: () => void;
}

/**
 * What stands between you and the conversation, and what to do about it: the connection, then the sound, then the
 * moderator, then the microphone; then what is worth knowing about your own sound. One at a time.
 *
 * @csspart banner
 * @csspart button
 * @csspart check
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
        gap: calc(var(--_space) * 0.5) var(--_space);
      }
      p {
        flex: 1 1 14rem;
        min-inline-size: 0;
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
    ({ state, audioBlocked, microphoneError, error, self, participants, voiceHint, devices }) =>
      [
        state,
        audioBlocked,
        microphoneError,
        error,
        // By somebody who is not here, or by somebody.
        self?.serverMuted && (moderatorOf(self, participants) ?? ''),
        voiceHint,
        devices,
        participants.find(({ link }) => link === 'unreachable' || link === 'stopped'),
      ] as const,
  );
  readonly #client = new ContextConsumer(this, { context: roomClientContext });

  constructor() {
    super();
    keepFocus(this, () => (this.getRootNode() as ShadowRoot).querySelector('voice-controls'));
  }

  /** The lost device that a person has taken note of. */
  #noted: DeviceInUse | undefined;

  #banner(what: string, fix: string, kind: string, action?: Action | 'check') {
    return html`<div part="banner" class="notice ${kind}" role=${kind === 'error' ? 'alert' : 'status'}>
      <p><b>${what}</b> ${fix}</p>
      ${
        action === 'check'
          ? html`<voice-check-button exportparts="button,check"></voice-check-button>`
          : action
            ? html`<button part="button" @click=${() => this.dispatchEvent(action.request()) && action.follow?.()}>${action.label}</button>`
            : nothing
      }
    </div>`;
  }

  protected override render() {
    const t = say(this, callMessages);
    const [state, blocked, silence, error, moderator, hint, devices, away] = this.#slice.value;
    if (state === 'reconnecting') return this.#banner(t.lost, t.lostFix, 'calm');
    if (blocked)
      return this.#banner(t.blocked, '', 'calm', { label: t.unblock, request: () => new VoiceUnlockRequest({}) });
    if (typeof moderator === 'string')
      return this.#banner(moderator ? t.mutedBy({ name: moderator }) : t.mutedBySomebody, t.mutedByFix, 'calm');
    if (silence) {
      const retry = { label: t.askAgain, request: () => new VoiceMuteRequest({ muted: false }) };
      return this.#wrong(silence, silence.recoverable ? retry : undefined);
    }
    if (error) return this.#wrong(error, 'check');
    if (away) return this.#away(away, t);
    if (hint === 'muted') {
      const unmute = { label: t.unmute, request: () => new VoiceMuteRequest({ muted: false }) };
      return this.#banner(t.mutedHint, t.mutedHintFix, 'calm', unmute);
    }
    if (hint) {
      const settings = { label: t.settings, request: () => new VoiceSettingsRequest({}) };
      return this.#banner(t.silentHint, t.silentHintFix, 'calm', settings);
    }
    return this.#lost(devices, t);
  }

  /** Somebody who cannot be reached is tried on until one has enough of it, and then once more when one wants to. */
  #away({ id: participantId, displayName: name, link }: ParticipantSnapshot, t: Say<typeof callMessages.texts>) {
    const wanted = link === 'stopped';
    return this.#banner(t.noWay({ name }), wanted ? t.noWayStopped : t.noWayFix, 'error', {
      label: wanted ? t.askAgain : t.stopTrying,
      request: () => new VoiceConnectRequest({ participantId, wanted }),
      follow: () => void this.#client.value?.connectParticipant(participantId, wanted).catch(() => {}),
    });
  }

  #wrong(error: RoomError, action?: Action | 'check') {
    const { message, fix } = sayError(this, error);
    return this.#banner(message, fix, 'error', action);
  }

  #lost(devices: Devices | null, t: Say<typeof callMessages.texts>) {
    for (const kind of ['microphone', 'speaker'] as const) {
      const device = devices?.[kind];
      if (device?.lost && device !== this.#noted)
        return html`<div part="banner" class="notice calm" role="status">
          <p><b>${t[`${kind}Lost`]}</b> ${device.label ? t.instead({ label: device.label }) : t.insteadDefault}</p>
          <button part="button" @click=${() => {
            this.#noted = device;
            this.requestUpdate();
          }}>${t.dismiss}</button>
        </div>`;
    }
    return nothing;
  }
}

define('voice-banner', VoiceBanner);

declare global {
  interface HTMLElementTagNameMap {
    'voice-banner': VoiceBanner;
  }
}
