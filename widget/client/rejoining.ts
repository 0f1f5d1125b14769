import type { Cancel } from './environment.ts';
import { RoomError } from './errors.ts';
import type { Joined, Joining } from './joining.ts';
import { PASSING } from './live-feed.ts';
import type { Presence } from './presence.ts';
import { reconnectDelay } from './reconnect-policy.ts';
import type { StayContext } from './stay-context.ts';

/** Back into the room as somebody new, when the server has forgotten who we were. */
export interface Rejoining {
  /** Now, and again later for as long as it may still work. */
  begin(): void;
  /** Later each time, if we are still on the way back. */
  later(again: () => void): void;
  /** We are in the room: the next time begins without patience. */
  settled(): void;
  cancel(): void;
}

/** `arrive`: from the server's answer to being reachable. `fail`: there is no way back. */
export function createRejoining(
  { environment, store, watch, resumeWith }: StayContext,
  here: Presence,
  joining: Pick<Joining, 'ask' | 'giveBack'>,
  arrive: (joined: Promise<Joined>, signal: AbortSignal) => Promise<void>,
  fail: (error: RoomError) => void,
): Rejoining {
  let attempts = 0;
  let isBusy = false;
  let cancel: Cancel = () => {};

  async function rejoin(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    const { signal } = here.attempt;
    cancel();
    here.stay = null;
    resumeWith(null);
    here.media?.disconnect();
    store.set({ state: 'reconnecting', leaveReason: 'timeout' });
    watch.update({ selfId: null, links: new Map(), heard: new Set() });
    const joined = joining.ask();
    try {
      await arrive(joined, signal);
    } catch (error) {
      if (signal.aborted) joining.giveBack(joined);
      else if (error instanceof RoomError && !PASSING.includes(error.code)) fail(error);
      else later(rejoin);
    } finally {
      isBusy = false;
    }
  }

  /** Should the line be down, its opening comes before this. */
  function later(again: () => void): void {
    cancel();
    cancel = environment.after(reconnectDelay(attempts, environment.random), () => {
      if (store.snapshot.state === 'reconnecting') again();
    });
    attempts += 1;
  }

  return {
    begin: () => void rejoin(),
    later,
    settled() {
      attempts = 0;
    },
    cancel: () => cancel(),
  };
}
