/** What the script tag loads: it defines `<voice-room>`, the first script's lobby and the engine, and exports nothing. */

import { browserEnvironment } from './client/environment.ts';
import { createRoomClient } from './client/room-client.ts';
import { define } from './elements/define.ts';
import { scriptOrigin } from './elements/script-origin.ts';
import { VoiceRoom } from './elements/voice-room.ts';

const environment = browserEnvironment(window);

VoiceRoom.environment = {
  storage: environment.storage,
  whenIdle: (callback) => environment.whenIdle(callback),
  createClient: (options) => createRoomClient(options, environment),
  server: scriptOrigin,
  loadCallView: () => import('./elements/call-view.ts'),
};

define('voice-room', VoiceRoom);
