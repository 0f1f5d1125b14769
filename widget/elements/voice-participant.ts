import { html, LitElement, nothing } from 'lit';
import type { MicrophoneState, ParticipantSnapshot } from '../client/room-snapshot.ts';
import { avatar, avatarStyles } from './avatar.ts';
import { base } from './base.styles.ts';
import { callMessages } from './call-messages.ts';
import { define } from './define.ts';
import { iconStyles } from './icons.styles.ts';
import { icon } from './icons.ts';
import type { Say } from './message-section.ts';
import { say } from './say.ts';
import { VoiceSettingsRequest } from './settings-request.ts';
import { styles } from './voice-participant.styles.ts';

/** What is to be said about a participant, and the picture for it. */
export function condition(
  person: ParticipantSnapshot,
  listening: boolean,
  mutedBy: string | undefined,
  t: Say<typeof callMessages.texts>,
): { text: string; badge?: 'microphoneOff' | 'headphonesOff' } {
  if (person.status === 'connecting') return { text: t.connecting };
  if (person.link === 'unreachable' || person.link === 'stopped') return { text: t.unreachable };
  if (person.status === 'disconnected' || person.quality === 'lost') return { text: t.reconnecting };
  if (person.serverMuted)
    return { text: mutedBy ? t.mutedByName({ name: mutedBy }) : t.mutedByModerator, badge: 'microphoneOff' };
  if (person.deafened) return { text: t.deafened, badge: 'headphonesOff' };
  if (listening || person.role === 'listener') return { text: t.listening, badge: 'microphoneOff' };
  if (person.muted) return { text: t.muted, badge: 'microphoneOff' };
  if (person.volume === 0) return { text: t.mutedHere, badge: 'headphonesOff' };
  return { text: person.speaking ? t.speaking : person.quality === 'poor' ? t.poor : '' };
}

/** In the row of the bar, too, where a face may be half cut off. */
function toSight({ currentTarget }: FocusEvent): void {
  (currentTarget as Element).scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/**
 * One person in the room.
 *
 * @csspart avatar - picture or initials
 * @csspart ring - around the avatar of who speaks
 * @csspart badge - muted or deafened, on the avatar
 * @csspart name - and `status` below it
 */
export class VoiceParticipant extends LitElement {
  static override properties = {
    participant: { attribute: false },
    microphone: { attribute: false },
    mutedBy: { attribute: false },
    speaking: { type: Boolean, reflect: true },
  };
  static override styles = [base, iconStyles, avatarStyles, styles];

  declare participant: ParticipantSnapshot;
  /** Of this page: says why oneself is not heard. */
  declare microphone: MicrophoneState;
  /** The name of the moderator who muted them, if it is known. */
  declare mutedBy: string | undefined;
  declare speaking: boolean;
  #loudness: number | undefined;

  protected override willUpdate(): void {
    this.speaking = this.participant.speaking;
  }

  /** 0..1: the ring follows. */
  showLoudness(loudness: number): void {
    if (loudness === this.#loudness) return;
    this.#loudness = loudness;
    const ring = this.renderRoot.querySelector<HTMLElement>('[part="ring"]');
    ring?.style.setProperty('--_loudness', `${loudness}`);
  }

  #askForVolume(): void {
    this.dispatchEvent(new VoiceSettingsRequest({ participantId: this.participant.id }));
  }

  protected override render() {
    const t = say(this, callMessages);
    const { displayName, isSelf, quality } = this.participant;
    const volume = t.volumeOf({ name: displayName });
    const { text, badge } = condition(this.participant, isSelf && this.microphone === 'none', this.mutedBy, t);
    // Here the ring says who speaks.
    const face = html`${avatar({ ...this.participant, speaking: false })}
      <span part="ring"></span>
      ${badge ? html`<span part="badge">${icon(badge)}</span>` : nothing}`;
    return html`${
      isSelf
        ? html`<div class="face">${face}</div>`
        : html`<button class="face" title=${volume} aria-label=${volume}
              aria-describedby="quality"
              aria-haspopup="dialog" @click=${this.#askForVolume}
              @focus=${toSight}>${face}</button>`
    }
      <div class="words">
        <div part="name" dir="auto" title=${displayName}>${displayName}</div>
        <div class="status" title=${text}>${[isSelf && t.you, text].filter(Boolean).join(' · ')}</div>
      </div>
      <voice-quality id="quality" .quality=${quality}></voice-quality>`;
  }
}

define('voice-participant', VoiceParticipant);

declare global {
  interface HTMLElementTagNameMap {
    'voice-participant': VoiceParticipant;
  }
}
