/** What the script tag loads: it defines `<voice-room>` and `<voice-room-list>`, the first script's lobby and the engine, and exports nothing. */

import { browserElementEnvironment } from './elements/browser-element-environment.ts';
import { define } from './elements/define.ts';
import { scriptOrigin } from './elements/script-origin.ts';
import { VoiceRoom } from './elements/voice-room.ts';
import { VoiceRoomList } from './elements/voice-room-list.ts';

VoiceRoom.environment = browserElementEnvironment(window, scriptOrigin);

VoiceRoomList.load = async () => (await VoiceRoom.environment.loadCallView()).loadRoomList();

define('voice-room', VoiceRoom);
define('voice-room-list', VoiceRoomList);
