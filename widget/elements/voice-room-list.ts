import { LitElement, nothing } from 'lit';
import { RoomError } from '../client/errors.ts';
import { alert } from './alert.ts';
import type { Messages } from './all-messages.ts';
import { attributes } from './attributes.ts';
import { VoiceRoom } from './voice-room.ts';

const RETRY_MS = 5_000;

/**
 * The open rooms of a site: who is in them and who speaks, live, without joining. Only its name is in the first script; the rest comes
 * when it is in a page. What the page writes inside the tag is shown until the script has defined it.
 *
 * @attr {string} lang - BCP 47 tag of the language it speaks; without one, that of whatever is around it, or of the document
 *
 * @slot empty - instead of what is said when there is no room
 *
 * @csspart list - the rooms
 * @csspart room - one of them, a button
 * @csspart name - of a room
 * @csspart count - how many are in it
 * @csspart people - who
 * @csspart avatar
 * @csspart create - the button that makes a room, then the form
 * @csspart button - the buttons of that form
 * @csspart banner - what is in the way
 *
 * @cssproperty --voice-room-background - this and all the others as on `<voice-room>`
 */
export class VoiceRoomList extends LitElement {
  /** Set by whoever defines the element. */
  static load: () => Promise<typeof import('./room-list-view.ts')>;
  static override properties = {
    ...attributes(['server', 'siteKey', 'token', 'for']),
    messages: { attribute: false },
  };

  /** Base URL of the API; the script's own origin by default. */
  declare server: string | undefined;
  /** Publishable key of the site; a server with one open site asks for none. */
  declare siteKey: string | undefined;
  /** Join token, made by the site's backend. */
  declare token: string | undefined;
  /** The id of the `<voice-room>` that a click on a room moves and joins. */
  declare for: string | undefined;
  /** Words of the page's own, like those of `<voice-room>`: `{ rooms: { create: 'Open a table' } }`. */
  declare messages: Messages | undefined;

  // Mounted, or on its way.
  #view: Promise<void> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#mount();
  }

  // As often as it takes, while it is in a page.
  #mount(): void {
    this.#view ??= VoiceRoomList.load().then(
      ({ mount }) => mount(this),
      () => {
        this.#view = undefined;
        this.requestUpdate();
        VoiceRoom.environment.after(RETRY_MS, () => this.isConnected && this.#mount());
      },
    );
  }

  protected override render() {
    return this.#view ? nothing : alert(new RoomError('server_unreachable'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'voice-room-list': VoiceRoomList;
  }
}
