import type { Entry } from './joining.ts';
import { keptStayKey } from './kept-stay-key.ts';
import type { Presence } from './presence.ts';
import type { Reloading } from './reloading.ts';
import type { StayContext } from './stay-context.ts';
import type { Arrival } from './transport.ts';

/** The first way into the room: the stay of before the page was reloaded, if there is one. */
export interface AfterReload {
  /** What a join says besides, should that stay be over. */
  identity(): { displayName?: string };
  /** Into that stay if it is not over, else anew. */
  comeIn(): Promise<Entry & Arrival>;
  /** There is no stay any more. */
  over(): void;
}

export interface WaysIn {
  /** What only a page needs that comes after one in a call; rejects if it cannot be had. */
  load(): Promise<Reloading>;
  enter(entry: Entry): void;
  joinAnew(): Promise<Entry & Arrival>;
  /** There is nothing to take up. */
  stayOutside(): void;
}

/** Begins by itself to take up what there is. */
export function createAfterReload(context: StayContext, here: Presence, ways: WaysIn): AfterReload {
  let reload: Reloading | null = null;
  /** Until it is known whether there is a stay to take up. */
  let looking: Promise<unknown> | null = null;

  async function look(): Promise<void> {
    try {
      reload = await ways.load();
    } catch {
      // Then one joins by hand.
    }
    looking = null;
  }

  function begin(): void {
    if (reload?.isPending) context.join().catch(() => {});
    else ways.stayOutside();
  }

  async function takeUp(): Promise<Entry & Arrival> {
    await looking;
    if (!reload?.isPending) return ways.joinAnew();
    try {
      return await reload.resume(ways.enter);
    } catch {
      here.stay = null;
      context.resumeWith(null);
      reload.over();
      return ways.joinAnew();
    }
  }

  if (context.environment.tabStorage?.getItem(keptStayKey(context.options()))) {
    looking = look();
    void looking.then(begin);
  } else begin();
  return {
    identity: () => reload?.identity ?? {},
    comeIn: () => (looking || reload?.isPending ? takeUp() : ways.joinAnew()),
    over: () => reload?.over(),
  };
}
