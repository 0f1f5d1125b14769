import { sql } from 'kysely';
import type { AnalyticsSummary } from '../../protocol/analytics.ts';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';
import type { Span } from '../sessions/usage.ts';

const HOUR_MS = 3600_000;
/** So many sums wait for the database at most. */
const MOST_WAITING = 10_000;

interface Count {
  siteId: string;
  /** ISO 8601. */
  hour: string;
  code: ErrorCode;
  count: number;
}

const hourOf = (time: Date) => new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);

/** Refused joins, added up by site, hour and code: in memory, and every few seconds in the database. */
export function createJoinFailures(db: Database, clock: Clock) {
  let waiting = new Map<string, Count>();

  function add({ siteId, hour, code, count }: Count): void {
    const key = `${hour} ${code} ${siteId}`;
    const known = waiting.get(key);
    if (known) known.count += count;
    else if (waiting.size < MOST_WAITING) waiting.set(key, { siteId, hour, code, count });
  }

  return {
    note(siteId: string, code: ErrorCode): void {
      add({ siteId, hour: hourOf(clock()).toISOString(), code, count: 1 });
    },

    /** One statement for all that waits. What could not be written waits on. */
    async flush(): Promise<void> {
      if (waiting.size === 0) return;
      const counts = [...waiting.values()];
      waiting = new Map();
      try {
        await sql`
          insert into join_failures as kept (site_id, hour, code, count)
          select "siteId", hour, code, count
          from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as x("siteId" text, hour timestamptz, code text, count int)
          order by "siteId", hour, code
          on conflict (site_id, hour, code) do update set count = kept.count + excluded.count`.execute(db.sql);
      } catch (error) {
        for (const count of counts) add(count);
        throw error;
      }
    },

    async sum({ siteId, from, to }: Span): Promise<AnalyticsSummary['joinFailures']> {
      const rows = await db.sql
        .selectFrom('join_failures')
        .select(['code', sql<number>`sum(count)::int`.as('count')])
        .where('siteId', '=', siteId)
        .where('hour', '>=', hourOf(from))
        .where('hour', '<', to)
        .groupBy('code')
        .orderBy('code')
        .execute();
      return {
        total: rows.reduce((sum, { count }) => sum + count, 0),
        byCode: Object.fromEntries(rows.map(({ code, count }) => [code, count])),
      };
    },
  };
}
