/** What a call needs once it runs, and is loaded then: before, there is nothing to repair, to measure or to hint at. */
import type { Cancel } from './environment.ts';
import { monitorQuality, type QualityContext } from './quality/quality-monitor.ts';
import type { RoomStore } from './room-store.ts';
import type { StayContext } from './stay-context.ts';
import { watchVoice } from './voice-hints.ts';

export { createLinkCare } from './mesh/link-care.ts';

interface Call extends Pick<QualityContext, 'stats'> {
  level(): number | null;
}

/** Runs what `start` starts while in the room, each time anew. */
function whileIn(store: RoomStore, start: () => Cancel): void {
  let stop: Cancel | null = null;
  const follow = () => {
    const isIn = ['connected', 'reconnecting'].includes(store.snapshot.state);
    if (isIn) stop ??= start();
    else {
      stop?.();
      stop = null;
    }
  };
  store.subscribe(follow);
  follow();
}

/** From now on every stay is measured, and its person told what the microphone does not bring. */
export function accompany(context: StayContext, { stats, level }: Call): void {
  monitorQuality({ ...context, stats });
  const { environment, store, feed } = context;
  whileIn(store, () => watchVoice(environment, store, level));
  // The line to the others is proven when this one stands.
  whileIn(store, () => environment.onOtherNetwork(feed.restart));
}
