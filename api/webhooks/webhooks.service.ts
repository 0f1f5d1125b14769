import { sql } from 'kysely';
import { isUuid } from '../../protocol/guards.ts';
import type { Page } from '../../protocol/rest.ts';
import {
  MAX_WEBHOOKS_PER_SITE,
  WEBHOOK_ROTATION_MS,
  type Webhook,
  type WebhookWithSecret,
} from '../../protocol/webhooks.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, DEFAULT_SITE, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { ApiError } from '../http/errors.ts';
import type { Precondition } from '../http/etag.ts';
import { holdBack, resume } from './delivery-store.ts';
import type { Outbox } from './outbox.ts';
import type { WebhookRow } from './webhook.entity.ts';
import { presentWebhook } from './webhook.presenter.ts';
import { newSecret, type SecretBox } from './webhook-secrets.ts';
import type { CreateWebhook, ListWebhooks, UpdateWebhook } from './webhooks.schema.ts';

interface Deps {
  db: Database;
  clock: Clock;
  newId: () => string;
  outbox: Pick<Outbox, 'announce'>;
  audit: Pick<AuditService, 'record'>;
  secrets: SecretBox;
  /** Throws unless events may be sent there. */
  checkTarget(url: string): Promise<void>;
}

export type WebhooksService = ReturnType<typeof createWebhooksService>;

export function createWebhooksService({ db, clock, newId, outbox, audit, secrets, checkTarget }: Deps) {
  async function find(query: Sql, siteId: string, id: string, lock = false): Promise<WebhookRow> {
    const rows = query
      .selectFrom('webhooks')
      .selectAll()
      .where('id', '=', id)
      .where('siteId', '=', siteId)
      .where('deletedAt', 'is', null);
    const row = isUuid(id) ? await (lock ? rows.forUpdate() : rows).executeTakeFirst() : undefined;
    if (!row) throw new ApiError('webhook_not_found');
    return row;
  }

  /** Changes one that nothing else can change meanwhile. */
  function change(
    actor: Actor,
    id: string,
    patch: (row: WebhookRow, now: Date) => Partial<WebhookRow>,
    also: (tx: Sql, before: WebhookRow, now: Date) => Promise<void>,
  ): Promise<Webhook> {
    return db.transaction(async (tx) => {
      const before = await find(tx, ownSite(actor), id, true);
      const now = clock();
      const row = await tx
        .updateTable('webhooks')
        .set({ ...patch(before, now), updatedAt: now })
        .where('id', '=', before.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await also(tx, before, now);
      return presentWebhook(row, now);
    });
  }

  return {
    async create(actor: Actor, { disabled, events, ...body }: CreateWebhook): Promise<WebhookWithSecret> {
      authorize(actor, 'webhooks:manage');
      await checkTarget(body.url);
      const secret = newSecret();
      const siteId = ownSite(actor);
      const now = clock();
      const row = await db.transaction(async (tx) => {
        // One at a time in a site, so that counting them means something.
        await sql`select pg_advisory_xact_lock(hashtext('webhooks'), hashtext(${siteId}))`.execute(tx);
        const { count } = await tx
          .selectFrom('webhooks')
          .select(sql<number>`count(*)::int`.as('count'))
          .where('siteId', '=', siteId)
          .where('deletedAt', 'is', null)
          .executeTakeFirstOrThrow();
        if (count >= MAX_WEBHOOKS_PER_SITE) throw new ApiError('too_many_webhooks');
        const inserted = await tx
          .insertInto('webhooks')
          .values({
            ...body,
            id: newId(),
            siteId,
            events,
            sealedSecret: secrets.seal(secret),
            ...disabling(disabled, now),
            createdAt: now,
            updatedAt: now,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        await audit.record(tx, { actor, siteId, action: 'webhook.created', targetId: inserted.id });
        return inserted;
      });
      return { ...presentWebhook(row, now), secret };
    },

    async get(actor: Actor, id: string): Promise<Webhook> {
      authorize(actor, 'webhooks:manage');
      return presentWebhook(await find(db.sql, ownSite(actor), id), clock());
    },

    /** Newest first. */
    async list(actor: Actor, page: ListWebhooks): Promise<Page<Webhook>> {
      authorize(actor, 'webhooks:manage');
      const rows = db.sql
        .selectFrom('webhooks')
        .selectAll()
        .where('siteId', '=', ownSite(actor))
        .where('deletedAt', 'is', null);
      const now = clock();
      return readPage(rows, { by: ['createdAt', 'id'] }, page, (row) => presentWebhook(row, now));
    },

    /** Enabling it, and giving it another URL, makes what waits to be sent due at once, and tries it for a day from then on. */
    async update(
      actor: Actor,
      id: string,
      { disabled, events, ...body }: UpdateWebhook,
      precondition: Precondition = () => {},
    ): Promise<Webhook> {
      authorize(actor, 'webhooks:manage');
      if (body.url !== undefined) await checkTarget(body.url);
      const resumes = (row: WebhookRow) =>
        disabled === false || (body.url !== undefined && !disabled && !row.disabledAt);
      const webhook = await change(
        actor,
        id,
        (row, now) => {
          precondition(presentWebhook(row, now));
          const same = disabled === undefined || disabled === Boolean(row.disabledAt);
          return {
            ...body,
            ...(events === undefined ? {} : { events }),
            ...(resumes(row) ? { resumedAt: now } : {}),
            ...(same ? {} : { ...disabling(disabled, now), failingSince: null }),
          };
        },
        async (tx, before, now) => {
          const { id: targetId, siteId } = before;
          const action = disabled && !before.disabledAt ? 'webhook.disabled' : 'webhook.updated';
          const details = { changed: Object.keys(body).concat(events === undefined ? [] : 'events') };
          await audit.record(tx, { actor, siteId, action, targetId, details });
          if (resumes(before)) await resume(tx, before.id, now);
          else if (disabled ?? before.disabledAt) await holdBack(tx, before.id);
        },
      );
      outbox.announce();
      return webhook;
    },

    /** A new secret; the one before it is signed with too for WEBHOOK_ROTATION_MS. */
    async rotateSecret(actor: Actor, id: string): Promise<WebhookWithSecret> {
      authorize(actor, 'webhooks:manage');
      const secret = newSecret();
      const webhook = await change(
        actor,
        id,
        (row, now) => ({
          sealedSecret: secrets.seal(secret),
          sealedPrevious: row.sealedSecret,
          previousExpiresAt: new Date(now.getTime() + WEBHOOK_ROTATION_MS),
        }),
        async (tx, { siteId, id: targetId }) => {
          const details = { changed: ['secret'] };
          await audit.record(tx, { actor, siteId, action: 'webhook.updated', targetId, details });
        },
      );
      return { ...webhook, secret };
    },

    /** With its deliveries, those on their way included: the dispatcher clears them away. */
    async remove(actor: Actor, id: string, precondition: Precondition = () => {}): Promise<void> {
      authorize(actor, 'webhooks:manage');
      await db.transaction(async (tx) => {
        const row = await find(tx, ownSite(actor), id, true);
        const now = clock();
        precondition(presentWebhook(row, now));
        await tx
          .updateTable('webhooks')
          .set({ disabledAt: now, disabledReason: 'requested', deletedAt: now })
          .where('id', '=', row.id)
          .execute();
        await holdBack(tx, row.id);
        await audit.record(tx, { actor, siteId: row.siteId, action: 'webhook.deleted', targetId: row.id });
      });
    },

    /** Those of a site that is deleted, with the transaction that does it. Asks nobody's permission. */
    async removeAll(tx: Sql, siteId: string): Promise<void> {
      const now = clock();
      const rows = await tx
        .updateTable('webhooks')
        .set({ disabledAt: now, disabledReason: 'requested', deletedAt: now })
        .where('siteId', '=', siteId)
        .where('deletedAt', 'is', null)
        .returning('id')
        .execute();
      for (const { id } of rows) await holdBack(tx, id);
    },
  };
}

const ownSite = (actor: Actor) => siteOf(actor) ?? DEFAULT_SITE;

function disabling(disabled: boolean, now: Date): Pick<WebhookRow, 'disabledAt' | 'disabledReason'> {
  return disabled ? { disabledAt: now, disabledReason: 'requested' } : { disabledAt: null, disabledReason: null };
}
