import { LitElement } from 'lit';
import { attributes } from './attributes.ts';

/**
 * The open rooms of a site: who is in them and who speaks, live, without joining. Only its name is in the first script; the rest comes
 * when it is in a page.
 *
 * @attr for - the id of the `<voice-room>` that a click on a room moves and joins
 * @event voice-room-selected - cancelable: then `for` does nothing
 * @slot empty - instead of what is said when there is no room
 * @csspart list, room, name, count, people, avatar, create, button, banner
 * @cssproperty --voice-room-* - as on `<voice-room>`
 */
export class VoiceRoomList extends LitElement {
  /** Set by whoever defines the element. */
  static load: () => Promise<typeof import('./room-list-view.ts')>;
  static override properties = attributes(['server', 'siteKey', 'token', 'for']);

  /** Base URL of the API; the script's own origin by default. */
  declare server: string | undefined;
  declare siteKey: string | undefined;
  declare token: string | undefined;
  declare for: string | undefined;

  protected override firstUpdated(): void {
    VoiceRoomList.load().then(
      ({ mount }) => mount(this),
      () => {},
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'voice-room-list': VoiceRoomList;
  }
}
