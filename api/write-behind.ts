import type { Logger } from 'pino';
import type { Timers } from './live/timers.ts';

/** How late what was only counted in memory is in the database: so much is lost when the process is killed. */
export const WRITE_BEHIND_MS = 10_000;

interface Options {
  /** Each writes down what it has collected since. */
  flushes: readonly (() => Promise<void>)[];
  timers: Timers;
  log: Pick<Logger, 'error'>;
}

export interface WriteBehind {
  /** Writes down the rest; nothing is under way afterwards. */
  stop(): Promise<void>;
}

/** Writes down every WRITE_BEHIND_MS what would cost too much to write as it happens. One round at a time. */
export function startWriteBehind({ flushes, timers, log }: Options): WriteBehind {
  let running: Promise<void> | null = null;

  async function round(): Promise<void> {
    for (const flush of flushes) {
      try {
        await flush();
      } catch (err) {
        log.error({ err }, 'writing down what was collected failed');
      }
    }
    running = null;
  }

  const cancel = timers.every(WRITE_BEHIND_MS, () => {
    running ??= round();
  });

  return {
    async stop() {
      cancel();
      await running;
      await round();
    },
  };
}
