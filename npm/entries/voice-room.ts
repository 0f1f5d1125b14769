/** `voice-room`: defines `<voice-room>` and `<voice-room-list>`, where there is a browser. */

import { define } from '../../widget/elements/define.ts';
import { VoiceRoom, VoiceRoomList } from './elements.ts';

if (globalThis.customElements) {
  define('voice-room', VoiceRoom);
  define('voice-room-list', VoiceRoomList);
}

export type * from './elements.ts';
