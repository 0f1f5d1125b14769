import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';
import type { Cancel, Timers } from '../live/timers.ts';

/** How often what is too old is looked for. */
export const PURGE_EVERY_MS = 10 * 60_000;
const DAY_MS = 24 * 3600_000;
/** So many rows in one statement: nobody waits long behind it. */
const BATCH = 500;
/** So many batches of a table in one round: the rest is for the next one. */
const MOST_BATCHES = 40;

/**
 * What grows old, and since when it does. What hangs on a row goes with it: sessions, their sums and samples on the stay, stays on the
 * room. A stay goes when it has been over for long enough, however long its room stays open.
 */
const AGEING = [
  { table: 'participants', where: (before: Date) => sql`status = 'left' and left_at < ${before}::timestamptz` },
  { table: 'rooms', where: (before: Date) => sql`status = 'closed' and closed_at < ${before}::timestamptz` },
  { table: 'bans', where: (before: Date) => sql`expires_at < ${before}::timestamptz` },
  { table: 'audit_log', where: (before: Date) => sql`at < ${before}::timestamptz` },
  // An hour is over at its end.
  { table: 'join_failures', where: (before: Date) => sql`hour < ${before}::timestamptz - interval '1 hour'` },
  {
    table: 'webhook_deliveries',
    where: (before: Date) => sql`status <> 'pending' and created_at < ${before}::timestamptz`,
  },
] as const;

interface Options {
  db: Database;
  /** Kept for so long. */
  days: number;
  clock: Clock;
  timers: Timers;
  log: Pick<Logger, 'info' | 'error'>;
}

export interface Retention {
  /** Deletes what is too old now, within bounds; resolves to how many rows of each table. */
  purge(): Promise<Record<string, number>>;
  /** Nothing is under way afterwards. */
  stop(): Promise<void>;
}

/** Deletes what is older than `days`, from the start on and every PURGE_EVERY_MS. Several instances share the work: none waits for a row of another. */
export function startRetention({ db, days, clock, timers, log }: Options): Retention {
  let stopped = false;
  let running: Promise<unknown> | null = null;

  async function purge(): Promise<Record<string, number>> {
    const before = new Date(clock().getTime() - days * DAY_MS);
    const counts: Record<string, number> = {};
    for (const { table, where } of AGEING) {
      let count = 0;
      for (let batch = 0; batch < MOST_BATCHES && !stopped; batch += 1) {
        const deleted = await sql`
          delete from ${sql.table(table)} where ctid = any(array(
            select ctid from ${sql.table(table)} where ${where(before)} limit ${BATCH} for update skip locked
          ))`.execute(db.sql);
        count += Number(deleted.numAffectedRows ?? 0);
        if (Number(deleted.numAffectedRows ?? 0) < BATCH) break;
      }
      counts[table] = count;
    }
    return counts;
  }

  async function round(): Promise<void> {
    try {
      const counts = await purge();
      if (Object.values(counts).some((count) => count > 0)) log.info({ counts, days }, 'purged what was too old');
    } catch (err) {
      log.error({ err }, 'purging failed');
    }
    running = null;
  }

  const run = (): void => {
    running ??= round();
  };
  const cancel: Cancel = timers.every(PURGE_EVERY_MS, run);
  run();

  return {
    purge,
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}
