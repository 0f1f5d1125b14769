import { browserEnvironment } from '../client/environment.ts';
import { createRoomClient } from '../client/room-client.ts';
import type { ElementEnvironment } from './element-environment.ts';
import { LANGUAGES } from './languages.ts';

/** The real one, of this window. */
export function browserElementEnvironment(window: Window & typeof globalThis, server: string): ElementEnvironment {
  const environment = browserEnvironment(window);
  return {
    storage: environment.storage,
    whenIdle: (callback) => environment.whenIdle(callback),
    createClient: (options) => createRoomClient(options, environment),
    server,
    loadCallView: () => import('./call-view.ts'),
    loadLanguage: (language) => LANGUAGES[language]?.().then((chunk) => chunk.default),
  };
}
