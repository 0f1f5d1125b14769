/** What `<voice-room-list>` shows; loaded when there is one. */
import { speak } from './speak.ts';
import { VoiceRoom } from './voice-room.ts';
import type { VoiceRoomList } from './voice-room-list.ts';
import { VoiceRooms } from './voice-rooms.ts';

const PARTS = 'list,room,name,count,people,avatar,create,button,banner';

/** Fills the element, and follows what is set on it. */
export function mount(host: VoiceRoomList): void {
  const view = new VoiceRooms();
  view.setAttribute('exportparts', PARTS);
  const empty = document.createElement('slot');
  empty.name = 'empty';
  const follow = () => {
    view.target = host.for;
    view.options = {
      server: host.server || VoiceRoom.environment.server,
      siteKey: host.siteKey || undefined,
      token: host.token || undefined,
    };
    // A slot that is handed on, even an empty one, would replace what is shown by default.
    const isGiven = Array.from(host.children).some(({ slot }) => slot === 'empty');
    if (isGiven) {
      empty.slot = 'empty';
      view.append(empty);
    }
  };
  host.addController({ hostUpdated: follow });
  follow();
  host.renderRoot.append(view);
  speak(host);
}
