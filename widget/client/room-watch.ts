import type { ServerMessage } from '../../protocol/live-events.ts';
import { RoomError } from './errors.ts';
import type { LiveFeed } from './live-feed.ts';
import { EMPTY_STATE, participantsOf, type RoomState, receive } from './room-state.ts';
import type { RoomStore } from './room-store.ts';

/** Keeps the state of the watched room, and the store's `room` and `participants` after it. */
export interface RoomWatch {
  readonly state: RoomState;
  /** Asks for the whole room, at every opening of the feed. */
  start(): Promise<void>;
  /** Takes in a message of the feed. */
  receive(message: ServerMessage): void;
  /** Changes what only this page knows. */
  update(change: Partial<RoomState>): void;
}

export function createRoomWatch(feed: LiveFeed, store: RoomStore, room: () => string): RoomWatch {
  let state = EMPTY_STATE;
  let asking = false;

  function update(change: Partial<RoomState>): void {
    state = { ...state, ...change };
    store.set({ room: state.room, participants: participantsOf(state) });
  }

  async function start(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      // In a room its id is meant: the slug may by now name another.
      const name = (state.selfId && state.room?.id) || room();
      await feed.request({ type: 'room:watch', room: name }, 'room:snapshot');
    } catch (error) {
      // A lost socket asks again by itself.
      if (error instanceof RoomError && error.code !== 'signaling_lost') store.set({ state: 'error', error });
    } finally {
      asking = false;
    }
  }

  return {
    get state() {
      return state;
    },
    start,
    update,
    receive(message) {
      if (message.type === 'room:snapshot') asking = false;
      const next = receive(state, message);
      if (!next) void start();
      else if (next !== state) update(next);
      // The next room of this name is another one.
      if (next && !next.room && message.type === 'room:closed') void start();
    },
  };
}
