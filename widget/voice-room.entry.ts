/** What the script tag loads: it defines `<voice-room>`, the first script's lobby and the engine, and exports nothing. */

import { browserElementEnvironment } from './elements/browser-element-environment.ts';
import { define } from './elements/define.ts';
import { scriptOrigin } from './elements/script-origin.ts';
import { VoiceRoom } from './elements/voice-room.ts';

VoiceRoom.environment = browserElementEnvironment(window, scriptOrigin);

define('voice-room', VoiceRoom);
