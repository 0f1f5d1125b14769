/** What `<voice-room-list>` shows; loaded when there is one. */
import { forwardSlots } from './call-slots.ts';
import { speak } from './speak.ts';
import { VoiceRoom } from './voice-room.ts';
import type { VoiceRoomList } from './voice-room-list.ts';
import { VoiceRooms } from './voice-rooms.ts';

const PARTS = 'list,room,name,count,people,avatar,create,button,banner';

/** Fills the element, and follows what is set on it. */
export function mount(host: VoiceRoomList): void {
  const view = new VoiceRooms();
  view.setAttribute('exportparts', PARTS);
  const follow = () => {
    view.target = host.for;
    view.options = {
      server: host.server || VoiceRoom.environment.server,
      siteKey: host.siteKey || undefined,
      token: host.token || undefined,
    };
  };
  host.addController({ hostUpdated: follow });
  follow();
  // Instead of what was said while it could not be had.
  host.renderRoot.replaceChildren(view);
  forwardSlots(view, ['empty']);
  speak(host);
}
