import type { CallEnvironment } from './call-environment.ts';
import type { LiveFeed } from './live-feed.ts';
import type { RoomClientOptions } from './room-client.ts';
import type { RoomStore } from './room-store.ts';
import type { RoomWatch } from './room-watch.ts';

/** What a stay stands on. */
export interface StayContext {
  environment: CallEnvironment;
  store: RoomStore;
  feed: LiveFeed;
  watch: RoomWatch;
  options(): RoomClientOptions;
  /** As the person does. */
  join(): Promise<void>;
  /** With what the feed authenticates from now on: the token of the stay, or null for the page's own credential. */
  resumeWith(token: string | null): void;
}
