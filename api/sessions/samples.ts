import { type RawBuilder, sql } from 'kysely';
import type { LinkQuality } from '../../protocol/quality.ts';
import type { Sql } from '../db/orm.ts';
import { MEASURES } from './quality-store.ts';

interface Asked {
  from?: Date | undefined;
  to?: Date | undefined;
  /** Seconds, an integer. */
  resolutionS?: number | undefined;
}

/** The samples of a session, to be ordered and cut into pages; with `resolutionS` one for each link and span of time. */
export function samplesOf(db: Sql, sessionId: string, { from, to, resolutionS }: Asked) {
  let rows = db.selectFrom('quality_samples').where('sessionId', '=', sessionId);
  if (from) rows = rows.where('at', '>=', from);
  if (to) rows = rows.where('at', '<', to);
  const single = rows.selectAll();
  if (resolutionS === undefined) return single;
  const began = sql<Date>`date_bin(make_interval(secs => ${sql.lit(resolutionS)}), at, timestamptz 'epoch')`;
  const averaged = rows
    .select([
      'sessionId',
      'siteId',
      'peerId',
      began.as('at'),
      sql<number>`sum(duration_ms)::int`.as('durationMs'),
      sql<LinkQuality>`mode() within group (order by quality)`.as('quality'),
      average(MEASURES.packetLoss).as('packetLoss'),
      average(MEASURES.packetLossOut).as('packetLossOut'),
      average(MEASURES.jitterMs).as('jitterMs'),
      average(MEASURES.rttMs).as('rttMs'),
      sql<number | null>`round(${average(MEASURES.bitrateBps)})::int`.as('bitrateBps'),
      average(MEASURES.concealment).as('concealment'),
      sql<boolean | null>`bool_or(relayed)`.as('relayed'),
    ])
    .groupBy(['sessionId', 'siteId', 'peerId', began]);
  return db.selectFrom(averaged.as('quality_samples')).selectAll() as unknown as typeof single;
}

/** By how long each sample is, of those in which it was measured. */
function average(column: string): RawBuilder<number | null> {
  const value = sql.raw(column);
  return sql`sum(${value}::float8 * duration_ms) / sum(duration_ms) filter (where ${value} is not null)`;
}
