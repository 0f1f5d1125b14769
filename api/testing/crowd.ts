import type { Client } from 'pg';

/** How many stays there have been, ten to a room. */
const STAYS = 1_000_000;
const ROOMS = STAYS / 10;
/** Of the rooms the last few are open, with three people in each. */
const OPEN = 2000;
/** Nobody was heard of for a while, in so many of them. */
const SILENT = 5;
/** Before the time that tests begin at. */
const START = `timestamptz '2025-10-01T00:00:00Z'`;
const NOW = `timestamptz '2026-01-01T12:00:00Z'`;
/** Samples are kept for a month: the rest was tidied away. */
const KEPT_SINCE = `${NOW} - interval '30 days'`;

/** The n-th id of a table. */
const id = (n: string) => `(lpad(to_hex(${n}), 8, '0') || '-0000-4000-8000-000000000000')::uuid`;
const roomOf = 'ceil(n / 10.0)::int';
const present = `${roomOf} > ${ROOMS - OPEN} and n % 10 < 3`;
const began = `${START} + n * interval '7 seconds'`;

/** A webhook of the default site, and the id of a delivery to it; and another one. */
export const CROWD_WEBHOOK = '00000001-0000-4000-8000-000000000000';
export const OTHER_WEBHOOK = '00000003-0000-4000-8000-000000000000';

/** What a large server's tables hold: every table is here, or does not grow with use. */
export const CROWD: Record<string, string> = {
  rooms: `insert into rooms (id, slug, name, status, max_participants, created_at, updated_at, started_at, empty_since, closed_at, close_reason)
    select ${id('n')}, 'room-' || n, 'Room ' || n, case when n <= ${ROOMS - OPEN} then 'closed' when n % 2 = 0 then 'active' else 'waiting' end, 20,
      at, at, at, case when n > ${ROOMS - SILENT} then at end, case when n <= ${ROOMS - OPEN} then at end, case when n <= ${ROOMS - OPEN} then 'empty' end
    from (select n, ${START} + n * interval '70 seconds' as at from generate_series(1, ${ROOMS}) n) as made`,
  participants: `insert into participants (id, room_id, agent_id, display_name, role, status, joined_at, last_seen_at, left_at, leave_reason)
    select ${id('n')}, ${id(roomOf)}, 'agent-' || n % 50000, 'Somebody', 'speaker', case when ${present} then 'connected' else 'left' end,
      ${began}, case when n > ${STAYS - SILENT * 10} then ${began} else ${NOW} + interval '1 hour' end,
      case when ${present} then null else ${began} + interval '1 hour' end, case when ${present} then null else 'left' end
    from generate_series(1, ${STAYS}) n`,
  sessions: `insert into sessions (id, room_id, participant_id, agent_id, status, started_at, ended_at, end_reason)
    select ${id('n')}, ${id(roomOf)}, ${id('n')}, 'agent-' || n % 50000,
      case when ${present} then 'active' when n % 1000 = 0 then 'failed' when n % 100 = 1 then 'timeout' else 'completed' end,
      ${began}, case when ${present} then null else ${began} + interval '1 hour' end, case when ${present} then null else 'left' end
    from generate_series(1, ${STAYS}) n`,
  join_failures: `insert into join_failures (site_id, hour, code, count)
    select 'site-' || n % 50, ${START} + n * interval '1 hour', 'room_full', 3 from generate_series(1, 100000) n`,
  site_keys: `insert into site_keys (id, site_id, kind, hash, prefix, last4, created_at)
    select 'key_' || md5(n::text), 'site_' || md5((n % 10000 + 1)::text), 'publishable', md5(n::text), 'vr_pk_', 'last', ${began}
    from generate_series(1, 40000) n`,
  audit_log: `insert into audit_log (id, site_id, at, action, actor_kind, room_id, target_id)
    select ${id('n')}, 'default', ${began}, case when n % 1000 = 0 then 'site.created' else 'participant.removed' end, 'participant',
      ${id(roomOf)}, n::text from generate_series(1, ${STAYS}) n`,
  session_stats: `insert into session_stats
    select ${id('n')}, 12, 0, 12, 0, 0, 12, 0, 24, 12, 3, 480, 12, 60, 384000, 12, 32000, 0, 12, 0, 60000, 0, 60000, 0, 0, 0
    from generate_series(1, ${STAYS}, 5) n`,
  quality_samples: `insert into quality_samples (session_id, at, peer_id, site_id, duration_ms, quality, packet_loss, packet_loss_out, jitter_ms,
      rtt_ms, bitrate_bps, concealment, relayed)
    select ${id('n')}, ${KEPT_SINCE} + n * interval '2.5 seconds' + sample * interval '5 seconds', ${id('n + 1')}, 'default', 5000, 'good', 0.01, 0, 2, n % 100, 32000, 0, false
    from generate_series(1, ${STAYS}, 10) n, generate_series(1, 10) sample`,
  webhooks: `insert into webhooks (id, site_id, url, description, events, sealed_secret, created_at, updated_at)
    select ${id('n')}, case when n in (1, 3) then 'default' else 'site-' || n end, 'http://127.0.0.1:9/', '', '["room.closed"]', '', ${NOW}, ${NOW}
    from generate_series(1, 10000) n`,
  webhook_deliveries: `insert into webhook_deliveries (id, webhook_id, room_id, event_id, type, body, status, created_at, next_attempt_at)
    select ${id('n')}, ${id('1 + n / 2 % 2')}, ${id(roomOf)}, ${id('n')}, 'participant.joined', '{}',
      case when n > ${STAYS - SILENT} then 'pending' when n % 1000 = 0 then 'failed' else 'delivered' end, ${NOW} - interval '6 days' + n * interval '0.5 seconds',
      case when n > ${STAYS - SILENT} then ${NOW} + interval '1 hour' end
    from generate_series(1, ${STAYS}) n`,
  bans: `insert into bans (id, site_id, slug, agent_id, created_at, expires_at)
    select ${id('n')}, 'default', 'room-' || n % 1000, 'agent-' || n, ${NOW}, case when n % 2 = 0 then ${NOW} + interval '1 hour' end
    from generate_series(1, 100000) n`,
  idempotency_keys: `insert into idempotency_keys (id, fingerprint, claimed_at, sealed)
    select md5(n::text), 'fingerprint', ${NOW} + n * interval '1 millisecond', 'sealed' from generate_series(1, 100000) n`,
};

/** Fills an empty database; references and indexes are made good afterwards, which takes a third of the time. */
export async function fillWithCrowd(client: Client): Promise<void> {
  await client.query(`set session_replication_role = replica; set maintenance_work_mem = '256MB'`);
  for (const [table, insert] of Object.entries(CROWD)) {
    const { rows } = await client.query<{ name: string; definition: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
       where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
      [table],
    );
    for (const { name } of rows) await client.query(`drop index ${name}`);
    await client.query(insert);
    for (const { definition } of rows) await client.query(definition);
    await client.query(`vacuum analyze ${table}`);
  }
}
