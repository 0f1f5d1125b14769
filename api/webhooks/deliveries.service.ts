import { sql } from 'kysely';
import { isUuid } from '../../protocol/guards.ts';
import type { Page } from '../../protocol/rest.ts';
import type { WebhookDelivery } from '../../protocol/webhooks.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, DEFAULT_SITE, siteOf } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { ApiError } from '../http/errors.ts';
import type { Outbox } from './outbox.ts';
import { presentDelivery } from './webhook.presenter.ts';
import type { ListDeliveries } from './webhooks.schema.ts';
import type { WebhooksService } from './webhooks.service.ts';

interface Deps {
  db: Database;
  clock: Clock;
  outbox: Pick<Outbox, 'announce'>;
  audit: Pick<AuditService, 'record'>;
  webhooks: Pick<WebhooksService, 'get'>;
}

export type DeliveriesService = ReturnType<typeof createDeliveriesService>;

/** What was sent to a webhook and what came of it. */
export function createDeliveriesService({ db, clock, outbox, audit, webhooks }: Deps) {
  return {
    /** Newest first. */
    async list(actor: Actor, webhookId: string, query: ListDeliveries): Promise<Page<WebhookDelivery>> {
      const webhook = await webhooks.get(actor, webhookId);
      let rows = db.sql.selectFrom('webhook_deliveries').selectAll().where('webhookId', '=', webhook.id);
      if (query.status) rows = rows.where('status', '=', query.status);
      return readPage(rows, { by: ['createdAt', 'id'] }, query, presentDelivery);
    },

    /** Rewrites the events of these rooms, and forgets what was answered to them; returns how many were changed. */
    async rewrite(tx: Sql, roomIds: string[], change: (event: unknown) => unknown): Promise<number> {
      const rows = await tx
        .selectFrom('webhook_deliveries')
        .select(['seq', 'body', 'attempts'])
        .where('roomId', '=', sql<string>`any(${roomIds}::uuid[])`)
        .execute();
      let count = 0;
      for (const { seq, body, attempts } of rows) {
        const changed = JSON.stringify(change(JSON.parse(body)));
        if (changed === body) continue;
        const silent = attempts.map((attempt) => ({ ...attempt, answer: '' }));
        await tx
          .updateTable('webhook_deliveries')
          .set({ body: changed, attempts: silent })
          .where('seq', '=', seq)
          .execute();
        count += 1;
      }
      return count;
    },

    /** Sends what is done once more, as it was, with the same `webhook-id`, beside the order of its room. */
    async replay(actor: Actor, webhookId: string, id: string): Promise<WebhookDelivery> {
      const webhook = await webhooks.get(actor, webhookId);
      const ofWebhook = isUuid(id)
        ? await db.sql
            .selectFrom('webhook_deliveries')
            .select('status')
            .where('id', '=', id)
            .where('webhookId', '=', webhook.id)
            .executeTakeFirst()
        : undefined;
      if (!ofWebhook) throw new ApiError('delivery_not_found');
      if (webhook.disabled) throw new ApiError('invalid_transition', 'The webhook is disabled: enable it first.');
      const row = await db.transaction(async (tx) => {
        const due = await tx
          .updateTable('webhook_deliveries')
          .set({ nextAttemptAt: clock() })
          .where('id', '=', id)
          .where('status', '<>', 'pending')
          .returningAll()
          .executeTakeFirst();
        if (!due) throw new ApiError('invalid_transition', 'It is on its way: it is tried until it gets through.');
        const siteId = siteOf(actor) ?? DEFAULT_SITE;
        const details = { deliveryId: id };
        await audit.record(tx, { actor, siteId, action: 'webhook.replayed', targetId: webhook.id, details });
        return due;
      });
      outbox.announce();
      return presentDelivery(row);
    },
  };
}
