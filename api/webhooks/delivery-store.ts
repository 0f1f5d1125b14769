import { type RawBuilder, sql } from 'kysely';
import type { DeliveryAttempt, DeliveryStatus, WebhookDisabledReason } from '../../protocol/webhooks.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { SYSTEM } from '../auth/actor.ts';
import type { Database, Sql } from '../db/orm.ts';
import type { DeliveryRow } from './delivery.entity.ts';
import type { WebhookRow } from './webhook.entity.ts';

/** Who takes a delivery has this long to try it; then it is due again. Longer than any attempt. */
export const LEASE_MS = 20_000;
/** Of one delivery, so many attempts are kept. */
const KEPT_ATTEMPTS = 20;
/** How long deliveries are kept that need not be sent any more. */
export const KEEP_DELIVERIES_MS = 7 * 24 * 3600_000;
const PURGE_BATCH = 500;

export interface DueDelivery {
  delivery: DeliveryRow;
  webhook: WebhookRow;
}

/** What an attempt changes. */
export interface Settlement {
  attempt: DeliveryAttempt;
  status: DeliveryStatus;
  nextAttemptAt: Date | null;
  /** The webhook is disabled by it; for `failing` only if nothing has got through since `since`. */
  disable?: { reason: WebhookDisabledReason; since: Date };
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

/** The deliveries as the dispatcher sees them. Locks are taken in one order: the webhook, then its deliveries. */
export function createDeliveryStore(db: Database, audit: Pick<AuditService, 'record'>) {
  /** A few at a time, so that nobody waits long. */
  async function purgeWhere(condition: RawBuilder<unknown>): Promise<void> {
    for (let count = PURGE_BATCH; count === PURGE_BATCH; ) {
      const gone = await sql`delete from webhook_deliveries where seq in (
        select seq from webhook_deliveries d where ${condition} limit ${PURGE_BATCH}
      ) returning seq`.execute(db.sql);
      count = gone.rows.length;
    }
  }

  return {
    /** Takes up to `limit` that are due, of webhooks that are not `busy`; no two takers get the same. */
    async claim(now: Date, limit: number, busy: string[]): Promise<DueDelivery[]> {
      const deliveries = await db.sql
        .with(
          (cte) => cte('due').materialized(),
          (query) =>
            query
              .selectFrom('webhook_deliveries')
              .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhookId')
              .select('webhook_deliveries.seq')
              .where('webhook_deliveries.nextAttemptAt', '<=', now)
              .where('webhooks.disabledAt', 'is', null)
              .where('webhook_deliveries.webhookId', '<>', sql<string>`all(${busy}::uuid[])`)
              .orderBy('webhook_deliveries.nextAttemptAt')
              .orderBy('webhook_deliveries.seq')
              .limit(limit)
              .forUpdate('webhook_deliveries')
              .skipLocked(),
        )
        .updateTable('webhook_deliveries')
        .from('due')
        .set({ nextAttemptAt: new Date(now.getTime() + LEASE_MS) })
        .whereRef('webhook_deliveries.seq', '=', 'due.seq')
        .returningAll('webhook_deliveries')
        .execute();
      if (deliveries.length === 0) return [];
      const ids = [...new Set(deliveries.map(({ webhookId }) => webhookId))];
      const webhooks = await db.sql.selectFrom('webhooks').selectAll().where('id', 'in', ids).execute();
      return deliveries.flatMap((delivery) => {
        const webhook = webhooks.find(({ id }) => id === delivery.webhookId);
        return webhook ? [{ delivery, webhook }] : [];
      });
    },

    /** Writes down what came of an attempt, unless somebody else has meanwhile. True when the webhook was disabled by it. */
    async settle({ delivery, webhook }: DueDelivery, settlement: Settlement, now: Date): Promise<boolean> {
      return db.transaction(async (tx) => {
        const { at, error } = settlement.attempt;
        await markFailing(tx, webhook.id, error === null ? null : new Date(at));
        const disabled = settlement.disable ? await disable(tx, webhook.id, settlement.disable, now) : false;
        const settled = await tx
          .updateTable('webhook_deliveries')
          .set({
            status: settlement.status,
            nextAttemptAt: settlement.nextAttemptAt,
            attemptCount: delivery.attemptCount + 1,
            attempts: [...delivery.attempts, settlement.attempt].slice(-KEPT_ATTEMPTS),
          })
          .where('seq', '=', delivery.seq)
          .where('attemptCount', '=', delivery.attemptCount)
          .returning('seq')
          .executeTakeFirst();
        const leftLine = delivery.status === 'pending' && settlement.status !== 'pending';
        if (settled && leftLine) await promoteNext(tx, delivery, now);
        if (!disabled) return false;
        await holdBack(tx, webhook.id);
        const { id: targetId, siteId } = webhook;
        const details = { reason: settlement.disable?.reason ?? null };
        await audit.record(tx, { actor: SYSTEM, siteId, action: 'webhook.disabled', targetId, details });
        return true;
      });
    },

    /** Gives back what was taken and not tried to the end. */
    async release({ delivery }: DueDelivery, now: Date): Promise<void> {
      await db.sql
        .updateTable('webhook_deliveries')
        .set({ nextAttemptAt: now })
        .where('seq', '=', delivery.seq)
        .where('attemptCount', '=', delivery.attemptCount)
        .execute();
    },

    /** When the oldest one that is on its way was written; null when none is. */
    async oldestPending(): Promise<Date | null> {
      const row = await db.sql
        .selectFrom('webhook_deliveries')
        .select('createdAt')
        .where('status', '=', 'pending')
        .where('nextAttemptAt', 'is not', null)
        .orderBy('createdAt')
        .limit(1)
        .executeTakeFirst();
      return row?.createdAt ?? null;
    },

    /** Clears away what is older than that and not to be sent any more, and webhooks that were deleted, with all they had. */
    async purge(before: Date): Promise<void> {
      await purgeWhere(sql`created_at < ${before}::timestamptz and (status <> 'pending' or exists (
        select from webhooks w where w.id = d.webhook_id and w.disabled_at is not null
      )) order by created_at`);
      const deleted = await db.sql.selectFrom('webhooks').select('id').where('deletedAt', 'is not', null).execute();
      for (const { id } of deleted) {
        await purgeWhere(sql`webhook_id = ${id}::uuid`);
        await db.sql.deleteFrom('webhooks').where('id', '=', id).execute();
      }
    },
  };
}

async function markFailing(tx: Sql, webhookId: string, since: Date | null): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set({ failingSince: since })
    .where('id', '=', webhookId)
    .where('failingSince', since ? 'is' : 'is not', null)
    .execute();
}

async function disable(tx: Sql, id: string, { reason, since }: NonNullable<Settlement['disable']>, now: Date) {
  let query = tx
    .updateTable('webhooks')
    .set({ disabledAt: now, disabledReason: reason, updatedAt: now })
    .where('id', '=', id)
    .where('disabledAt', 'is', null);
  if (reason === 'failing') query = query.where('failingSince', '<=', since);
  return (await query.returning('id').execute()).length > 0;
}

/** The next one of the room is due now that the one before it is done. */
async function promoteNext(tx: Sql, { webhookId, roomId }: DeliveryRow, now: Date): Promise<void> {
  await sql`update webhook_deliveries set next_attempt_at = ${now}::timestamptz where next_attempt_at is null and seq = (
    select seq from webhook_deliveries
    where webhook_id = ${webhookId}::uuid and room_id = ${roomId}::uuid and status = 'pending' order by seq limit 1
  )`.execute(tx);
}

/** What waits to be sent to a webhook that was disabled waits for it to be enabled. */
export async function holdBack(tx: Sql, webhookId: string): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({ nextAttemptAt: null })
    .where('webhookId', '=', webhookId)
    .where('nextAttemptAt', 'is not', null)
    .execute();
}

/** Makes the first one of every room due, but for what may be under way. */
export async function resume(tx: Sql, webhookId: string, now: Date): Promise<void> {
  const leased = new Date(now.getTime() + LEASE_MS);
  await sql`update webhook_deliveries set next_attempt_at = ${now}::timestamptz
    where (next_attempt_at is null or next_attempt_at > ${leased}::timestamptz) and seq in (
      select distinct on (room_id) seq from webhook_deliveries
      where webhook_id = ${webhookId}::uuid and status = 'pending' order by room_id, seq
    )`.execute(tx);
}
