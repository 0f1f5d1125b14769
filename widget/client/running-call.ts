/** What a call needs once it runs, and is loaded then: before, there is nothing to repair, to measure or to hint at. */
import type { Cancel } from './environment.ts';
import { addErrorTexts } from './errors.ts';
import { createHearsay } from './hearsay.ts';
import { keepStay } from './kept-stay.ts';
import { createLineCheck } from './line-check.ts';
import type { PageLife } from './page-life.ts';
import { monitorQuality } from './quality/quality-monitor.ts';
import { ROOM_ERRORS } from './room-errors.ts';
import type { RoomStore } from './room-store.ts';
import type { Stay } from './stay.ts';
import type { StayContext } from './stay-context.ts';
import { watchVoice } from './voice-hints.ts';

export { createLinkCare } from './mesh/link-care.ts';
export { browserPageLife } from './page-life.ts';
export { createReloading } from './reloading.ts';
export { createRoomCommands } from './room-commands.ts';

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

/** When the page goes, the stay is left to the one that comes after. */
function keepAtReload({ environment, store, watch, options }: StayContext, life: PageLife, stay: Stay): Cancel {
  return life.onPageHide(() => {
    const entry = stay.entry();
    if (!entry) return;
    const { muted, deafened } = store.snapshot;
    const displayName = watch.state.participants.get(entry.participantId)?.displayName ?? '';
    keepStay(environment, options(), { token: entry.token, roomId: entry.roomId, displayName, muted, deafened });
  });
}

/** From now on every stay is measured, outlives a reload, and its person is told what the microphone does not bring. */
export function accompany(context: StayContext, life: PageLife, stay: Stay): void {
  const { environment, store, feed, watch } = context;
  addErrorTexts(ROOM_ERRORS);
  stay.accompanyBy({ hearsay: createHearsay(watch), checkLine: createLineCheck(context) });
  monitorQuality({ ...context, stats: stay.stats });
  whileIn(store, () => watchVoice(environment, store, stay.level));
  whileIn(store, () => keepAtReload(context, life, stay));
  // The line to the others is proven when this one stands.
  whileIn(store, () => life.onOtherNetwork(() => feed.restart(true)));
}
