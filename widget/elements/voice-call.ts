import { ContextProvider } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RoomClient } from '../client/room-client.ts';
import type { Announce } from './announcements.ts';
import { base } from './base.styles.ts';
import { callMessages } from './call-messages.ts';
import { forwardSlots } from './call-slots.ts';
import { callTheme } from './call-theme.styles.ts';
import { define } from './define.ts';
import { keepFocus } from './keep-focus.ts';
import { moderatorOf } from './moderator-of.ts';
import { roomClientContext } from './room-context.ts';
import { SnapshotSlice } from './snapshot-slice.ts';
import './voice-announcer.ts';
import './voice-banner.ts';
import './voice-controls.ts';
import './voice-participant.ts';
import { say } from './say.ts';
import { styles } from './voice-call.styles.ts';

const CONTROL_PARTS = 'controls,button,mute-button,deafen-button,talk-button,hand-button,settings-button,leave-button';
const PARTS = `banner,check,list,participant,avatar,ring,name,badge,menu,${CONTROL_PARTS}`;

/**
 * The room from inside: what is in the way, who is here, and the controls.
 *
 * @slot empty, mute-icon, deafen-icon, hand-icon, settings-icon, leave-icon
 * @csspart list - the people; `participant` is one of them
 */
export class VoiceCall extends LitElement {
  static override properties = { client: { attribute: false }, layout: { reflect: true }, announce: {} };
  static override styles = [base, callTheme, styles];

  declare client: RoomClient | undefined;
  declare layout: string;
  declare announce: Announce;

  readonly #slice = new SnapshotSlice(
    this,
    ({ participants, microphone, self }) => [participants, microphone, self?.role === 'moderator'] as const,
  );

  constructor() {
    super();
    // Who was moderated may be gone, with the menu about them.
    keepFocus(this, () => this);
  }

  readonly #provider = new ContextProvider(this, { context: roomClientContext });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client')) {
      this.#slice.follow(this.client);
      this.#provider.setValue(this.client);
    }
    // Nobody but a moderator needs it.
    if (this.#slice.value[2]) import('./moderator-view.ts').catch(() => {});
  }

  #stopForwarding: (() => void) | undefined;

  protected override firstUpdated(): void {
    // Bars for what is measured once the call runs, raised hands, and rings that move; without them there is a call nevertheless.
    import('./voice-quality.ts').catch(() => {});
    import('./voice-hand.ts').catch(() => {});
    import('./speaking-rings.ts').then(
      ({ SpeakingRings }) => new SpeakingRings(this),
      () => {},
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('exportparts', PARTS);
    this.#stopForwarding = forwardSlots(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopForwarding?.();
  }

  override focus(): void {
    this.updateComplete.then(() => this.renderRoot.querySelector('voice-controls')?.focus());
  }

  protected override render() {
    const t = say(this, callMessages);
    const [participants, microphone, moderates] = this.#slice.value;
    const compact = this.layout === 'bar';
    return html`<voice-banner exportparts="banner,button,check"></voice-banner>
      <ul part="list" role="list" aria-label=${t.people}>
        ${repeat(
          participants,
          ({ id }) => id,
          (participant) => html`<li part="participant">
            <voice-participant exportparts="avatar,ring,name,badge" ?compact=${compact}
              .participant=${participant} .microphone=${microphone}
              .mutedBy=${moderatorOf(participant, participants)}></voice-participant>
            <voice-hand exportparts="badge" .participant=${participant}></voice-hand>
            ${moderates && !participant.isSelf ? html`<voice-moderator exportparts="menu,button" .participant=${participant}></voice-moderator>` : nothing}
          </li>`,
        )}
      </ul>
      ${participants.length > 1 ? nothing : html`<slot name="empty"><p class="empty"><b>${t.onlyYou}</b> ${t.share}</p></slot>`}
      ${moderates ? html`<voice-rules exportparts="button"></voice-rules>` : nothing}
      <voice-controls ?compact=${compact} exportparts=${CONTROL_PARTS}></voice-controls>
      <voice-announcer .level=${this.announce}></voice-announcer>`;
  }
}

define('voice-call', VoiceCall);

declare global {
  interface HTMLElementTagNameMap {
    'voice-call': VoiceCall;
  }
}
