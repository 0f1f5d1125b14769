/** `voice-room/elements`: the classes, defined under no name. Where there is no browser they are imported, too, and do nothing. */

import { browserElementEnvironment } from '../../widget/elements/browser-element-environment.ts';
import { VoiceRoom } from '../../widget/elements/voice-room.ts';
import { VoiceRoomList } from '../../widget/elements/voice-room-list.ts';

// The page's own origin: where the code of a bundled page comes from says nothing about where the server is.
if (globalThis.window) {
  VoiceRoom.environment = browserElementEnvironment(window, location.origin);
  VoiceRoomList.load = async () => (await import('../../widget/elements/call-view.ts')).loadRoomList();
}

export type { Check, CheckName } from '../../widget/client/diagnosis/check.ts';
export { RoomError, type RoomErrorCode } from '../../widget/client/errors.ts';
export type * from '../../widget/client/room-snapshot.ts';
export type { Messages } from '../../widget/elements/all-messages.ts';
export * from '../../widget/elements/events.ts';
export * from '../../widget/elements/room-selected.ts';
export { VoiceRoom, VoiceRoomList };
