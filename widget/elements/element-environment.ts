import type { Environment } from '../client/environment.ts';
import type { RoomClient, RoomClientOptions } from '../client/room-client.ts';
import type { CallView } from './features.ts';

/** What `<voice-room>` takes from outside. */
export interface ElementEnvironment extends Pick<Environment, 'storage' | 'after'> {
  createClient(options: RoomClientOptions): RoomClient;
  /** Where the API is unless the `server` attribute says otherwise. */
  readonly server: string;
  /** Loads and defines what only a call shows. */
  loadCallView(): Promise<CallView>;
}
