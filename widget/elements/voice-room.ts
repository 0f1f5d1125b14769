import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { LinkSample } from '../../protocol/quality.ts';
import type { Room } from '../../protocol/rest.ts';
import { COMMANDS, type Commands } from '../client/commands.ts';
import type { Cancel } from '../client/environment.ts';
import type { RoomError } from '../client/errors.ts';
import type { JoinOptions } from '../client/room-client.ts';
import type { ClientState, ParticipantSnapshot } from '../client/room-snapshot.ts';
import type { Messages } from './all-messages.ts';
import { avatarStyles } from './avatar.ts';
import { base } from './base.styles.ts';
import { ClientController, type ClientHost } from './client-controller.ts';
import { optionProperties } from './client-options.ts';
import type { ElementEnvironment } from './element-environment.ts';
import { Features } from './features.ts';
import { keepFocus } from './keep-focus.ts';
import { isForeign, languageOf } from './language-of.ts';
import { LANGUAGES } from './languages.ts';
import { styles as lobbyStyles } from './lobby.styles.ts';
import { lobby } from './lobby.ts';
import type { Say } from './message-section.ts';
import { messages } from './messages.ts';
import { say, sayError, WORDS, type WordsHost } from './say.ts';
import { selfInRoom } from './snapshot-events.ts';
import { theme } from './theme.styles.ts';
import { styles } from './voice-room.styles.ts';

/** So long a lobby waits for the words of its page, rather than being seen in English first. */
const WORDS_PATIENCE_MS = 1_000;

/**
 * A voice room: the lobby, the call, and the engine behind both. What the page writes inside the tag is shown until the script has
 * defined the element, stays if the script does not come, and is not seen afterwards (there is no default slot).
 *
 * @attr {string} lang - BCP 47 tag of the language it speaks; without one, that of whatever is around it, or of the document
 *
 * @slot header - instead of the header
 * @slot footer - below the rest
 * @slot consent - above the button to join: what joining means, as the site has to say it
 * @slot empty - instead of what is said to the only one in the room
 * @slot mute-icon - instead of the icon, like the other five
 * @slot deafen-icon
 * @slot talk-icon
 * @slot hand-icon
 * @slot settings-icon
 * @slot leave-icon
 *
 * @csspart panel - all of it
 * @csspart header
 * @csspart title - the name of the room
 * @csspart status - who is there, or how it stands
 * @csspart lobby - what is shown before a join
 * @csspart banner - what is in the way, and what to do about it
 * @csspart list - the people
 * @csspart participant - one of them
 * @csspart avatar - picture or initials
 * @csspart ring - around the avatar of somebody who speaks
 * @csspart name
 * @csspart badge - muted, deafened, a moderator
 * @csspart controls - the row of buttons
 * @csspart button - every button
 * @csspart mute-button
 * @csspart deafen-button
 * @csspart talk-button - push-to-talk
 * @csspart hand-button
 * @csspart settings-button
 * @csspart leave-button
 * @csspart menu - the dialog of what a moderator can do about somebody
 * @csspart settings - the dialog of microphone, speaker, sound and one's own picture
 * @csspart check - the dialog of the connection check
 * @csspart chat
 *
 * @cssproperty --voice-room-background - the colours follow the page's `color-scheme`
 * @cssproperty --voice-room-text
 * @cssproperty --voice-room-dim - text of less weight
 * @cssproperty --voice-room-border
 * @cssproperty --voice-room-field - border of what is written or chosen in
 * @cssproperty --voice-room-control - buttons
 * @cssproperty --voice-room-hover - laid over a button below the pointer
 * @cssproperty --voice-room-accent - what stands out: Join, focus
 * @cssproperty --voice-room-on-accent - text on it
 * @cssproperty --voice-room-speaking - the ring
 * @cssproperty --voice-room-speaking-text - the word, and the push-to-talk button while it is held
 * @cssproperty --voice-room-danger - muted, errors
 * @cssproperty --voice-room-leave - the buttons that end something
 * @cssproperty --voice-room-on-leave - text on them
 * @cssproperty --voice-room-tile - behind a person
 * @cssproperty --voice-room-backdrop - behind a dialog
 * @cssproperty [--voice-room-avatar-lightness=0.5] - of the colours of people without a picture, as in `oklch()`
 * @cssproperty [--voice-room-avatar-chroma=0.13] - likewise; 0 is grey
 * @cssproperty [--voice-room-on-avatar=#fff] - initials
 * @cssproperty --voice-room-font - font family
 * @cssproperty [--voice-room-font-size=1rem]
 * @cssproperty [--voice-room-space=1rem] - what paddings and gaps are multiples of
 * @cssproperty [--voice-room-radius=16px] - radius of the corners
 * @cssproperty --voice-room-control-radius - of buttons and fields; two thirds of it
 * @cssproperty --voice-room-tile-radius - behind a person, and of the cards of the list; three quarters of it
 * @cssproperty [--voice-room-avatar-radius=50%]
 *
 * @cssstate idle - the first five are `state`
 * @cssstate joining
 * @cssstate connected
 * @cssstate reconnecting
 * @cssstate error
 * @cssstate speaking - you are heard
 * @cssstate muted
 * @cssstate deafened
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the commands are made from their list.
export class VoiceRoom extends LitElement implements ClientHost, WordsHost {
  /** Set by whoever defines the element. */
  static environment: ElementEnvironment;
  static override styles = [base, theme, styles, avatarStyles, lobbyStyles];
  static override properties = {
    ...optionProperties,
    autoJoin: { type: Boolean, attribute: 'auto-join' },
    muted: { type: Boolean, reflect: true },
    deafened: { type: Boolean, reflect: true },
    volume: { type: Number },
    layout: { reflect: true },
    announce: {},
    chat: { type: Boolean },
    messages: { attribute: false },
  };

  /** Slug or id of the room, which is made when the first one joins. Without one nothing happens. */
  declare room: string | undefined;
  /** Base URL of the API; the script's own origin by default. */
  declare server: string | undefined;
  /** Publishable key of the site; a server with one open site asks for none. */
  declare siteKey: string | undefined;
  /** Join token, made by the site's backend. */
  declare token: string | undefined;
  /** Asked for a join token at every join; wins over `token`. */
  declare tokenProvider: (() => Promise<string>) | undefined;
  /** Who joins. Without a name the lobby asks for one and remembers it. */
  declare displayName: string | undefined;
  /** Address of a picture: http, https, or a `data:image/` of at most 4096 characters. Without one people may choose theirs in the settings. */
  declare avatar: string | undefined;
  /** Who this is to the site; by default an id made once per browser. The same in several browsers at once: by join tokens. */
  declare agentId: string | undefined;
  /** `relay`: sound goes over TURN only. By default `direct`. */
  declare privacy: 'direct' | 'relay' | undefined;
  /** What becomes of the same person's call in another tab. By default what the room says, `takeover`. */
  declare multiTab: 'takeover' | 'reject' | 'allow' | undefined;
  /** By default `browser`. Like the two below it can be changed during a call. */
  declare noiseSuppression: 'browser' | 'rnnoise' | 'off' | undefined;
  /** By default `on`. */
  declare echoCancellation: 'on' | 'off' | undefined;
  /** By default `on`. */
  declare autoGain: 'on' | 'off' | undefined;
  /** Push-to-talk: a `KeyboardEvent.code` such as `KeyV`; anywhere in the page but in text fields. Never overrides mute. */
  declare pttKey: string | undefined;
  /** Joins as soon as it is in the page. */
  declare autoJoin: boolean;
  /** As asked before a join, as it is in a room. */
  declare muted: boolean;
  /** Hears nobody, and is muted. As asked before a join, as it is in a room. */
  declare deafened: boolean;
  /** Master playback volume, 0..1. */
  declare volume: number;
  /** `none` shows nothing: the page's own buttons drive it. */
  declare layout: 'panel' | 'bar' | 'none';
  /** What a screen reader is told. */
  declare announce: 'all' | 'important' | 'none';
  /** Short text and reactions between those present. */
  declare chat: boolean;
  /** Words of the page's own instead of any of the element's: `{ lobby: { join: 'Come in' } }`; the keys are listed below. */
  declare messages: Messages | undefined;

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
  #patience: Cancel | undefined;

  constructor() {
    super();
    this.autoJoin = this.chat = this.muted = this.deafened = false;
    new Features(this, this.#controller);
    const find = (selector: string) => this.renderRoot.querySelector<HTMLElement>(selector);
    // Where nothing can be done, at what went wrong.
    keepFocus(this, () => find('voice-call, form button') ?? find('[tabindex]'));
    this.volume = 1;
    this.layout = 'panel';
    this.announce = 'all';
  }

  /** How it stands; `error` has the reason. */
  get state(): ClientState {
    return this.#controller.snapshot.state;
  }
  /** You, while in the room. */
  get self(): ParticipantSnapshot | null {
    return this.#controller.snapshot.self;
  }
  /** Who is in the room, you included, in order of joining; in the lobby too. */
  get participants(): readonly ParticipantSnapshot[] {
    return this.#controller.snapshot.participants;
  }
  /** The room's record; null while there is no open room of this name. */
  get roomInfo(): Room | null {
    return this.#controller.snapshot.room;
  }
  /** What went wrong last and still is: `code`, `message`, `recoverable`, `fix`. */
  get error(): RoomError | null {
    const { error } = this.#controller.snapshot;
    return error && sayError(this, error);
  }
  /** In a call: the last measurement of the link to each of the others, renewed every 5 s. */
  get stats(): readonly LinkSample[] {
    return this.#controller.snapshot.stats;
  }

  /**
   * Resolves when in the room and reachable; the others' sound follows. Rejects with a RoomError, like all below, or
   * with an AbortError when left meanwhile. `microphone: false`: to listen only, until unmuting asks for it.
   */
  join(options?: JoinOptions): Promise<void> {
    return this.#controller.ask((client) => client.join(options));
  }
  /** Resolves when the server knows; the microphone is off at once. */
  leave(): Promise<void> {
    return this.#controller.ask((client) => client.leave());
  }
  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#controller.update(changed as PropertyValues<ClientHost>);
    const foreign = isForeign(this);
    if (foreign && !this.hasUpdated) this.#awaitWords();
    // With the code of a call comes the view of it.
    const needed = this.layout !== 'none' && (this.state !== 'idle' || this.#controller.snapshot.devices);
    if (foreign || needed) this.#loadCallView();
  }

  // Asked for here already, beside what will say them.
  #awaitWords(): void {
    LANGUAGES[languageOf(this).slice(0, 2)]?.().catch(() => {});
    this.#patience = this.#controller.environment.after(WORDS_PATIENCE_MS, () => {
      this.#patience = undefined;
      this.requestUpdate();
    });
  }

  #loadCallView(): void {
    if (this.#callView !== 'absent') return;
    this.#callView = 'loading';
    this.#controller.environment.loadCallView().then(
      ({ equip }) => {
        this.#callView = 'ready';
        equip(this);
        this.requestUpdate();
      },
      // The next change of the snapshot tries again.
      () => {
        this.#callView = 'absent';
      },
    );
  }

  #status(t: Say<typeof messages.texts>): string {
    const { state, live, participants } = this.#controller.snapshot;
    if (state === 'joining' || state === 'reconnecting') return t[state];
    if (live !== 'open') return live === 'connecting' ? t.connecting : t.offline;
    return participants.length ? t.people({ count: participants.length }) : t.nobody;
  }

  #view() {
    const { snapshot, client, lobbyName } = this.#controller;
    return this.#callView === 'ready' && selfInRoom(snapshot)
      ? html`<voice-call .client=${client} .layout=${this.layout} .announce=${this.announce}></voice-call>`
      : lobby(this, snapshot, lobbyName);
  }

  protected override render() {
    const { layout, room, state, roomInfo } = this;
    if (layout === 'none' || (this.#patience && !WORDS.get(this)?.ready)) return nothing;
    const t = say(this, messages);
    const title = roomInfo?.name ?? room ?? t.room;
    return html`<section part="panel" aria-label=${title}>
      <header part="header"><slot name="header">
        <h2 part="title">${title}</h2>
        <p part="status" class=${state === 'connected' ? 'on' : ''}>${room ? this.#status(t) : ''}</p>
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
