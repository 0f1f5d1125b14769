import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { MultiAgent } from '../../protocol/rest.ts';
import { COMMANDS, type Commands } from '../client/commands.ts';
import { avatarStyles } from './avatar.ts';
import { base } from './base.styles.ts';
import { ClientController, type ClientHost } from './client-controller.ts';
import { optionProperties } from './client-options.ts';
import type { ElementEnvironment } from './element-environment.ts';
import { Features } from './features.ts';
import { styles as lobbyStyles } from './lobby.styles.ts';
import { lobby } from './lobby.ts';
import { messages as t } from './messages.ts';
import { selfInRoom } from './snapshot-events.ts';
import { styles } from './voice-room.styles.ts';

/**
 * A voice room: the lobby, the call, and the engine behind both.
 *
 * @event voice-state-change, voice-joined, voice-left, voice-participant-joined, voice-participant-left,
 *   voice-participant-change, voice-speaking-change, voice-mute-change, voice-deafen-change, voice-quality-change,
 *   voice-device-change, voice-room-change, voice-hand-change, voice-message, voice-reaction, voice-error - facts, see events.ts
 * @slot header, footer - instead of the header, below the rest
 * @slot empty - instead of what is said to the only one in the room
 * @slot mute-icon, deafen-icon, hand-icon, settings-icon, leave-icon - instead of the icons
 * @csspart panel, header, title, status, lobby, list, participant, avatar, ring, name, badge, controls, button,
 *   mute-button, deafen-button, talk-button, hand-button, settings-button, leave-button, settings, banner, chat
 * @cssproperty --voice-room-background, --voice-room-text, --voice-room-dim, --voice-room-border,
 *   --voice-room-control, --voice-room-accent, --voice-room-on-accent, --voice-room-speaking, --voice-room-danger,
 *   - colours; they follow the page's `color-scheme`
 * @cssproperty --voice-room-font, --voice-room-radius - font family; radius of the corners, 16px
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the commands are made from their list.
export class VoiceRoom extends LitElement implements ClientHost {
  /** Set by whoever defines the element. */
  static environment: ElementEnvironment;
  static override styles = [base, styles, avatarStyles, lobbyStyles];
  static override properties = {
    ...optionProperties,
    autoJoin: { type: Boolean, attribute: 'auto-join' },
    muted: { type: Boolean, reflect: true },
    deafened: { type: Boolean, reflect: true },
    volume: { type: Number },
    layout: { reflect: true },
    announce: {},
    chat: { type: Boolean },
  };

  /** Slug or id. */
  declare room: string | undefined;
  /** Base URL of the API; the script's own origin by default. */
  declare server: string | undefined;
  declare siteKey: string | undefined;
  declare token: string | undefined;
  declare tokenProvider: (() => Promise<string>) | undefined;
  declare displayName: string | undefined;
  declare avatar: string | undefined;
  declare agentId: string | undefined;
  declare privacy: 'direct' | 'relay' | undefined;
  declare multiTab: MultiAgent | undefined;
  declare noiseSuppression: 'browser' | 'rnnoise' | 'off' | undefined;
  declare echoCancellation: 'on' | 'off' | undefined;
  declare autoGain: 'on' | 'off' | undefined;
  declare pttKey: string | undefined;
  declare autoJoin: boolean;
  /** As asked before a join, as it is in a room. */
  declare muted: boolean;
  declare deafened: boolean;
  /** Master playback volume, 0..1. */
  declare volume: number;
  declare layout: 'panel' | 'bar' | 'none';
  declare announce: 'all' | 'important' | 'none';
  /** Short text and reactions between those present. */
  declare chat: boolean;

  static {
    for (const name of COMMANDS)
      Object.defineProperty(VoiceRoom.prototype, name, {
        value(this: VoiceRoom, ...parameters: unknown[]) {
          return this.#controller.ask((client) => Reflect.apply(client[name], client, parameters));
        },
      });
  }

  readonly #controller = new ClientController(this, (this.constructor as typeof VoiceRoom).environment);
  #callView: 'absent' | 'loading' | 'ready' = 'absent';
  #focused = false;

  constructor() {
    super();
    this.autoJoin = this.chat = this.muted = this.deafened = false;
    new Features(this, this.#controller);
    this.volume = 1;
    this.layout = 'panel';
    this.announce = 'all';
  }

  get state() {
    return this.#controller.snapshot.state;
  }
  /** You, while in the room. */
  get self() {
    return this.#controller.snapshot.self;
  }
  /** Who is in the room, you included, in order of joining; in the lobby too. */
  get participants() {
    return this.#controller.snapshot.participants;
  }
  get roomInfo() {
    return this.#controller.snapshot.room;
  }
  get error() {
    return this.#controller.snapshot.error;
  }
  /** In a call: the last measurement of the link to each of the others, renewed every 5 s. */
  get stats() {
    return this.#controller.snapshot.stats;
  }

  /**
   * Resolves when in the room and reachable; the others' sound follows. Rejects with a RoomError, like all below, or
   * with an AbortError when left meanwhile.
   */
  join(): Promise<void> {
    return this.#controller.ask((client) => client.join());
  }
  leave(): Promise<void> {
    return this.#controller.ask((client) => client.leave());
  }
  /** How loud one participant is here, 0..1. */
  setParticipantVolume(participantId: string, volume: number): Promise<void> {
    return this.#controller.ask((client) => client.setParticipantVolume(participantId, volume));
  }
  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#controller.update(changed as PropertyValues<ClientHost>);
    if (this.state !== 'idle') this.#loadCallView();
    this.#focused = this.shadowRoot?.activeElement != null;
  }

  protected override firstUpdated(): void {
    this.#controller.environment.whenIdle(() => this.#loadCallView());
  }

  protected override updated(): void {
    // Whoever pressed Join or Leave goes on by keyboard where they were.
    if (this.#focused && !this.shadowRoot?.activeElement)
      this.renderRoot.querySelector<HTMLElement>('voice-call, form button')?.focus();
  }

  #loadCallView(): void {
    if (this.#callView !== 'absent' || this.layout === 'none') return;
    this.#callView = 'loading';
    this.#controller.environment.loadCallView().then(
      () => {
        this.#callView = 'ready';
        this.requestUpdate();
      },
      // The next change of the snapshot tries again.
      () => {
        this.#callView = 'absent';
      },
    );
  }

  #status(): string {
    const { state, live, participants } = this.#controller.snapshot;
    if (state === 'joining' || state === 'reconnecting') return t[state];
    if (live !== 'open') return live === 'connecting' ? t.connecting : t.offline;
    return participants.length ? t.people(participants.length) : t.nobody;
  }

  #view() {
    const { snapshot, client, lobbyName } = this.#controller;
    return this.#callView === 'ready' && selfInRoom(snapshot)
      ? html`<voice-call .client=${client} .layout=${this.layout} .announce=${this.announce}></voice-call>`
      : lobby(snapshot, lobbyName);
  }

  protected override render() {
    const { layout, room, state, roomInfo } = this;
    if (layout === 'none') return nothing;
    const title = roomInfo?.name ?? room ?? t.room;
    return html`<section part="panel" aria-label=${title}>
      <header part="header"><slot name="header">
        <h2 part="title">${title}</h2>
        <p part="status" class=${state === 'connected' ? 'on' : ''}>${room ? this.#status() : ''}</p>
      </slot></header>
      ${room ? this.#view() : html`<p class="notice">${t.noRoom}</p>`}
      <slot name="footer"></slot>
    </section>`;
  }
}

export interface VoiceRoom extends Commands {}

declare global {
  interface HTMLElementTagNameMap {
    'voice-room': VoiceRoom;
  }
}
