import { ContextConsumer } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import type { Role } from '../../protocol/rest.ts';
import { RoomError } from '../client/errors.ts';
import type { RoomClient } from '../client/room-client.ts';
import type { ParticipantSnapshot } from '../client/room-snapshot.ts';
import { base } from './base.styles.ts';
import { define } from './define.ts';
import type { Say } from './message-section.ts';
import { moderatorMessages } from './moderator-messages.ts';
import { type Act, VoiceModerateRequest } from './moderator-requests.ts';
import { roomClientContext } from './room-context.ts';
import { say, sayError } from './say.ts';
import { styles } from './voice-moderator.styles.ts';

type Moderating = Say<typeof moderatorMessages.texts>;

const ROLES: readonly Role[] = ['speaker', 'listener', 'moderator'];
const HOUR_S = 3600;

function carryOut(client: RoomClient, id: string, act: Act): Promise<void> {
  if ('muted' in act) return client.muteParticipant(id, act.muted);
  if ('handRaised' in act) return client.raiseHand(false, id);
  if ('role' in act) return client.setParticipantRole(id, act.role);
  return client.removeParticipant(id, act);
}

/** By how many a key goes on among the buttons. */
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * What a moderator can do about one participant: a button that opens a dialog. Removing asks first. Arrow keys go from one
 * choice to the next, as in a menu.
 *
 * @csspart menu - the dialog
 * @csspart button
 * @event voice-moderate-request - before anything happens; cancelable
 */
export class VoiceModerator extends LitElement {
  static override properties = {
    participant: { attribute: false },
    question: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };
  static override styles = [base, styles];

  declare participant: ParticipantSnapshot;
  declare question: 'remove' | 'ban' | null;
  declare refusal: string;
  declare busy: boolean;
  readonly #client = new ContextConsumer(this, { context: roomClientContext, subscribe: true });

  constructor() {
    super();
    this.question = null;
    this.refusal = '';
    this.busy = false;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  #open(): void {
    this.question = null;
    this.refusal = '';
    this.#dialog?.showModal();
  }

  #ask(question: 'remove' | 'ban'): void {
    this.question = question;
    // The safe answer first.
    this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.cancel')?.focus());
  }

  async #act(act: Act): Promise<void> {
    const { id } = this.participant;
    const request = new VoiceModerateRequest({ participantId: id, act });
    const client = this.#client.value;
    if (this.busy || !client || !this.dispatchEvent(request)) return;
    this.busy = true;
    try {
      await carryOut(client, id, act);
      this.#dialog?.close();
    } catch (error) {
      this.refusal = error instanceof RoomError ? sayError(this, error).message : '';
    } finally {
      this.busy = false;
    }
  }

  #onKey(event: KeyboardEvent): void {
    const buttons = Array.from(this.renderRoot.querySelectorAll<HTMLElement>('dialog button'));
    const now = buttons.findIndex((button) => button.matches(':focus'));
    const step = STEPS[event.key];
    const next = step ? now + step : event.key === 'Home' ? 0 : event.key === 'End' ? -1 : undefined;
    if (next === undefined) return;
    event.preventDefault();
    buttons.at(next % buttons.length)?.focus();
  }

  #button(text: string, act: Act, kind = '') {
    return html`<button part="button" class=${kind} aria-disabled=${this.busy} @click=${() => this.#act(act)}>${text}</button>`;
  }

  #choices(t: Moderating) {
    const { serverMuted, role, handRaisedAt } = this.participant;
    return html`${this.#button(serverMuted ? t.unmute : t.mute, { muted: !serverMuted })}
      ${handRaisedAt ? this.#button(t.lowerHand, { handRaised: false }) : nothing}
      ${ROLES.filter((one) => one !== role).map((one) => this.#button(t.roles[one], { role: one }))}
      <button part="button" class="danger" @click=${() => this.#ask('remove')}>${t.remove}</button>
      <button part="button" class="danger" @click=${() => this.#ask('ban')}>${t.ban}</button>
      <button part="button" class="cancel" @click=${() => this.#dialog?.close()}>${t.close}</button>`;
  }

  #confirmation(t: Moderating) {
    const isBan = this.question === 'ban';
    return html`<p>${isBan ? t.banHint : t.removeHint}</p>
      ${
        isBan
          ? html`${this.#button(t.banHour, { ban: HOUR_S }, 'leave')}${this.#button(t.banForGood, { ban: true }, 'leave')}`
          : this.#button(t.removeConfirm, { ban: false }, 'leave')
      }
      <button part="button" class="cancel" @click=${() => this.#open()}>${t.cancel}</button>`;
  }

  protected override render() {
    const t = say(this, moderatorMessages);
    const { displayName } = this.participant;
    const { question } = this;
    const name = { name: displayName };
    const title = question === 'ban' ? t.banQuestion(name) : question ? t.removeQuestion(name) : displayName;
    return html`<button part="button" class="open" aria-haspopup="dialog" aria-label=${t.moderate(name)}
        title=${t.moderate(name)} @click=${() => this.#open()}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12h.01M12 12h.01M19 12h.01"></path></svg>
      </button>
      <dialog part="menu" aria-labelledby="title" @keydown=${this.#onKey}>
        <h3 id="title">${title}</h3>
        ${question ? this.#confirmation(t) : this.#choices(t)}
        ${this.refusal ? html`<p class="notice error" role="alert">${this.refusal}</p>` : nothing}
      </dialog>`;
  }
}

define('voice-moderator', VoiceModerator);

declare global {
  interface HTMLElementTagNameMap {
    'voice-moderator': VoiceModerator;
  }
}
