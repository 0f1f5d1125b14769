import { sql } from 'kysely';
import type { AnalyticsSummary, Percentiles } from '../../protocol/analytics.ts';
import { QUALITIES } from '../../protocol/quality.ts';
import type { Sql } from '../db/orm.ts';

/** What is asked: from that time (included) to that one (not included), of one site. */
export interface Span {
  siteId: string;
  from: Date;
  to: Date;
}

export type Usage = Pick<AnalyticsSummary, 'rooms' | 'sessions' | 'minutes' | 'peakConcurrency'>;

/**
 * The sessions under way at some moment of the span, cut to it. Most have begun in it or less than a day before, which
 * `sessions_site_started_index` knows; the few others are in `sessions_long_index`.
 */
const sessionsOf = ({ siteId, from, to }: Span) => sql`
  select room_id, greatest(started_at, ${from}::timestamptz) as since, least(coalesce(ended_at, ${to}), ${to}::timestamptz) as until
  from (
    select room_id, started_at, ended_at from sessions
    where site_id = ${siteId} and started_at >= ${from}::timestamptz - interval '1 day' and started_at < ${to}::timestamptz
    union all
    select room_id, started_at, ended_at from sessions
    where site_id = ${siteId} and started_at < ${from}::timestamptz - interval '1 day'
      and (ended_at is null or ended_at - started_at > interval '1 day')
  ) as near
  where ended_at is null or ended_at >= ${from}::timestamptz`;

const NOTHING: Usage = { rooms: 0, sessions: 0, minutes: 0, peakConcurrency: 0 };

/** A session that goes on counts to `now`. */
export async function usageOf(db: Sql, { siteId, from, ...rest }: Span, now: Date): Promise<Usage> {
  const to = rest.to < now ? rest.to : now;
  if (to <= from) return NOTHING;
  const { rows } = await sql<Usage>`
    with here as materialized (${sessionsOf({ siteId, from, to })}),
    changes as (
      select since as at, 1 as change from here union all select until, -1 from here
    ),
    present as (
      -- Who goes as another comes makes place: they were not there together.
      select sum(change) over (order by at, change rows unbounded preceding) as people from changes
    )
    select count(distinct room_id)::int as rooms, count(*)::int as sessions,
      (coalesce(sum(extract(epoch from until - since)), 0) / 60)::float8 as minutes,
      (select coalesce(max(people), 0)::int from present) as "peakConcurrency"
    from here`.execute(db);
  return rows[0] ?? NOTHING;
}

const SHARES = [0.5, 0.95, 0.99];

interface QualityRow {
  samples: number;
  loss: number[] | null;
  jitter: number[] | null;
  rtt: number[] | null;
  excellent: number;
  good: number;
  poor: number;
  lost: number;
}

function percentiles(values: number[] | null): Percentiles | null {
  const [p50, p95, p99] = values ?? [];
  return p50 === undefined || p95 === undefined || p99 === undefined ? null : { p50, p95, p99 };
}

export async function qualityOf(db: Sql, { siteId, from, to }: Span): Promise<AnalyticsSummary['quality']> {
  const shares = sql.raw(`array[${SHARES}]::float8[]`);
  const seconds = QUALITIES.map(
    (word) =>
      sql`coalesce(sum(duration_ms) filter (where quality = ${sql.lit(word)}), 0)::float8 / 1000 as ${sql.ref(word)}`,
  );
  const { rows } = await sql<QualityRow>`
    select count(*)::int as samples, ${sql.join(seconds)},
      percentile_cont(${shares}) within group (order by packet_loss) as loss,
      percentile_cont(${shares}) within group (order by jitter_ms) as jitter,
      percentile_cont(${shares}) within group (order by rtt_ms) as rtt
    from quality_samples
    where site_id = ${siteId} and at >= ${from}::timestamptz and at < ${to}::timestamptz`.execute(db);
  const row = rows[0] ?? { samples: 0, loss: null, jitter: null, rtt: null, excellent: 0, good: 0, poor: 0, lost: 0 };
  const { samples, loss, jitter, rtt, ...words } = row;
  return {
    samples,
    seconds: words,
    packetLoss: percentiles(loss),
    jitterMs: percentiles(jitter),
    rttMs: percentiles(rtt),
  };
}
