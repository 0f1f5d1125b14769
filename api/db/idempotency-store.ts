import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { IDEMPOTENCY_LIFE_MS, IDEMPOTENCY_STALE_MS, type IdempotencyStore } from '../http/idempotency.ts';
import type { Database } from './orm.ts';

const PURGE_EVERY_MS = 3600_000;

/** Keeps idempotency keys in the database. */
export function createIdempotencyStore(db: Database, clock: Clock): IdempotencyStore {
  let purgedAt = Number.NEGATIVE_INFINITY;

  async function purge(now: Date, expired: Date): Promise<void> {
    if (now.getTime() - purgedAt < PURGE_EVERY_MS) return;
    purgedAt = now.getTime();
    await db.sql.deleteFrom('idempotency_keys').where('claimedAt', '<', expired).execute();
  }

  return {
    async claim(id, fingerprint) {
      const now = clock();
      const expired = new Date(now.getTime() - IDEMPOTENCY_LIFE_MS);
      const stale = new Date(now.getTime() - IDEMPOTENCY_STALE_MS);
      await purge(now, expired);
      // One statement: of two claims at once the second sees the first.
      const claimed = await sql`
        insert into idempotency_keys as kept (id, fingerprint, claimed_at)
        values (${id}, ${fingerprint}, ${now}::timestamptz)
        on conflict (id) do update
          set fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at, sealed = null
          where kept.claimed_at < ${expired}::timestamptz
            or (kept.sealed is null and kept.claimed_at < ${stale}::timestamptz)
        returning id`.execute(db.sql);
      if (claimed.rows.length > 0) return null;
      const row = await db.sql
        .selectFrom('idempotency_keys')
        .select(['fingerprint', 'sealed'])
        .where('id', '=', id)
        .executeTakeFirst();
      // Released since: for the caller that is as good as under way.
      return row ? { fingerprint: row.fingerprint, sealed: row.sealed ?? null } : { fingerprint, sealed: null };
    },

    async settle(id, sealed) {
      await db.sql.updateTable('idempotency_keys').set({ sealed }).where('id', '=', id).execute();
    },

    async release(id) {
      await db.sql.deleteFrom('idempotency_keys').where('id', '=', id).execute();
    },
  };
}
