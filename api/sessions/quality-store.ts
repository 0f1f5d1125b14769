import { type RawBuilder, sql } from 'kysely';
import { type LinkSample, QUALITIES } from '../../protocol/quality.ts';
import type { SessionStats, Spread } from '../../protocol/rest.ts';
import type { Database, Sql } from '../db/orm.ts';

/** A sample on its way to the database. */
export interface Reported extends Omit<LinkSample, 'participantId'> {
  /** ISO 8601: when the report came. */
  at: string;
  /** Who measured. */
  participantId: string;
  peerId: string;
}

/** What is averaged, by its name in the database. */
export const MEASURES = {
  packetLoss: 'packet_loss',
  packetLossOut: 'packet_loss_out',
  jitterMs: 'jitter_ms',
  rttMs: 'rtt_ms',
  bitrateBps: 'bitrate_bps',
  concealment: 'concealment',
} as const satisfies Partial<Record<keyof LinkSample, string>>;
type Measure = keyof typeof MEASURES;
const measures = Object.entries(MEASURES) as [Measure, string][];

const list = (parts: string[]): RawBuilder<unknown> => sql.raw(parts.join(', '));

const totals = [
  { column: 'samples', of: 'count(*)' },
  ...measures.flatMap(([, name]) => [
    { column: `${name}_sum`, of: `coalesce(sum(${name}), 0)` },
    { column: `${name}_count`, of: `count(${name})` },
  ]),
  { column: 'path_ms', of: 'coalesce(sum(duration_ms) filter (where relayed is not null), 0)' },
  { column: 'relayed_ms', of: 'coalesce(sum(duration_ms) filter (where relayed), 0)' },
  ...QUALITIES.map((word) => ({
    column: `${word}_ms`,
    of: `coalesce(sum(duration_ms) filter (where quality = '${word}'), 0)`,
  })),
];
const maxima = measures.map(([, name]) => ({ column: `${name}_max`, of: `max(${name})` }));

/**
 * Writes samples down and adds them to their sessions' sums, all in one statement. Those of somebody without a session, and of links
 * to somebody who never was in the room, are left out.
 */
export async function writeSamples({ sql: db }: Database, samples: readonly Reported[]): Promise<void> {
  const values = ['duration_ms', 'quality', ...Object.values(MEASURES), 'relayed'];
  await sql`
    with reported as (
      select * from jsonb_to_recordset(${JSON.stringify(samples)}::jsonb) as x(
        "participantId" uuid, "peerId" uuid, at timestamptz(3), "durationMs" int, quality text, "packetLoss" real,
        "packetLossOut" real, "jitterMs" real, "rttMs" real, "bitrateBps" int, concealment real, relayed boolean)
    ), added as (
      insert into quality_samples (session_id, at, peer_id, site_id, ${list(values)})
      select s.id, x.at, x."peerId", s.site_id, x."durationMs", x.quality, x."packetLoss", x."packetLossOut", x."jitterMs",
        x."rttMs", x."bitrateBps", x.concealment, x.relayed
      from reported x
      join sessions s on s.participant_id = x."participantId"
      join participants peer on peer.id = x."peerId" and peer.room_id = s.room_id and peer.id <> s.participant_id
      on conflict do nothing
      returning *
    )
    insert into session_stats as kept (session_id, ${list([...totals, ...maxima].map(({ column }) => column))})
    select session_id, ${list([...totals, ...maxima].map(({ of }) => of))} from added group by session_id order by session_id
    on conflict (session_id) do update set ${list([
      ...totals.map(({ column }) => `${column} = kept.${column} + excluded.${column}`),
      ...maxima.map(({ column }) => `${column} = greatest(kept.${column}, excluded.${column})`),
    ])}`.execute(db);
}

/** Of a session of which nothing was measured. */
export const NO_STATS: SessionStats = {
  samples: 0,
  packetLoss: null,
  packetLossOut: null,
  jitterMs: null,
  rttMs: null,
  bitrateBps: null,
  concealment: null,
  relayedShare: null,
  qualityS: { excellent: 0, good: 0, poor: 0, lost: 0 },
};

/** The sums of these sessions; one of which nothing was measured is not in it. */
export async function readStats(db: Sql, sessionIds: string[]): Promise<Map<string, SessionStats>> {
  if (sessionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('session_stats')
    .selectAll()
    .where('sessionId', '=', sql<string>`any(${sessionIds}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.sessionId, present(row)]));
}

type Row = Awaited<ReturnType<typeof allStats>>[number];
const allStats = (db: Sql) => db.selectFrom('session_stats').selectAll().execute();

function present(row: Row): SessionStats {
  const spread = (measure: Measure): Spread | null => {
    const max = row[`${measure}Max`];
    return max == null ? null : { average: row[`${measure}Sum`] / row[`${measure}Count`], max };
  };
  const pathMs = Number(row.pathMs);
  return {
    samples: row.samples,
    packetLoss: spread('packetLoss'),
    packetLossOut: spread('packetLossOut'),
    jitterMs: spread('jitterMs'),
    rttMs: spread('rttMs'),
    bitrateBps: spread('bitrateBps'),
    concealment: spread('concealment'),
    relayedShare: pathMs > 0 ? Number(row.relayedMs) / pathMs : null,
    qualityS: {
      excellent: Number(row.excellentMs) / 1000,
      good: Number(row.goodMs) / 1000,
      poor: Number(row.poorMs) / 1000,
      lost: Number(row.lostMs) / 1000,
    },
  };
}
