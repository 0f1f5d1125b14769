import { browserEnvironment } from '../client/environment.ts';
import { createRoomClient } from '../client/room-client.ts';
import type { ElementEnvironment } from './element-environment.ts';

/** The real one, of this window. */
export function browserElementEnvironment(window: Window & typeof globalThis, server: string): ElementEnvironment {
  const environment = browserEnvironment(window);
  return {
    ...environment,
    createClient: (options) => createRoomClient(options, environment),
    server,
    loadCallView: () => import('./call-view.ts'),
  };
}
