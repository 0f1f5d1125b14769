import { HEARTBEAT_MS, PRESENCE_TTL_MS } from '../../protocol/limits.ts';
import type { LiveDeps } from './live-deps.ts';

interface Options {
  deps: Pick<LiveDeps, 'clock' | 'timers' | 'log'> & {
    participants: Pick<LiveDeps['participants'], 'touch' | 'timeOutSilent'>;
    rooms: Pick<LiveDeps['rooms'], 'closeExpired'>;
  };
  /** Who is here by a socket that is heard of: its own watchdog sees to that. */
  ids: () => string[];
  /** Asks every socket for a sign of life. */
  beat: () => void;
}

export interface Presence {
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

/**
 * Every HEARTBEAT_MS: asks for signs of life, writes down who is here (one statement), and clears up: whoever nobody has heard of for
 * PRESENCE_TTL_MS, by REST or because their server died, has left, and rooms whose time is up close. Nobody is taken for silent while we, or
 * the database, were not there to listen: after a start or a failure everybody has PRESENCE_TTL_MS to be heard of.
 */
export function startPresence({ deps, ids, beat }: Options): Presence {
  const { participants, rooms, clock, timers, log } = deps;
  let running: Promise<void> | null = null;
  let due = false;
  /** Signs of life have been written down since then. */
  let listeningSince = clock().getTime();

  async function round(): Promise<void> {
    // As of the beginning: however long the database takes, whoever is written down here is not silent.
    const now = clock();
    try {
      // Before the clearing up, which does not happen if this fails: nobody who is here must be timed out.
      await participants.touch(ids());
      const silentSince = now.getTime() - PRESENCE_TTL_MS;
      if (silentSince >= listeningSince) await participants.timeOutSilent(new Date(silentSince));
      await rooms.closeExpired(now);
    } catch (error) {
      listeningSince = clock().getTime();
      log.error({ error }, 'clearing up failed');
    }
  }

  /** One round at a time; what falls due meanwhile is one more after it, not lost until the next interval. */
  async function rounds(): Promise<void> {
    while (due) {
      due = false;
      await round();
    }
    running = null;
  }

  function run(): void {
    due = true;
    running ??= rounds();
  }

  const cancel = timers.every(HEARTBEAT_MS, () => {
    beat();
    run();
  });
  run();

  return {
    async stop() {
      cancel();
      due = false;
      await running;
    },
  };
}
