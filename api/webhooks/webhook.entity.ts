import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { WebhookDisabledReason, WebhookEventType } from '../../protocol/webhooks.ts';

/** Where a site wants to hear of its rooms. Its secrets are sealed (`webhook-secrets.ts`). */
export const WebhookEntity = defineEntity({
  name: 'Webhook',
  tableName: 'webhooks',
  properties: {
    id: p.uuid().primary(),
    siteId: p.text(),
    url: p.text(),
    description: p.text(),
    /** Null for all. */
    events: p.json<WebhookEventType[]>().nullable(),
    sealedSecret: p.text(),
    /** The secret before the last rotation. */
    sealedPrevious: p.text().nullable(),
    previousExpiresAt: p.datetime(3).nullable(),
    disabledAt: p.datetime(3).nullable(),
    disabledReason: p.text().$type<WebhookDisabledReason>().nullable(),
    /** Since when every attempt has failed. */
    failingSince: p.datetime(3).nullable(),
    /** When what waits was last made due, by enabling it or by another URL: attempts before count no more. */
    resumedAt: p.datetime(3).nullable(),
    /** It is as good as gone; the row goes after its deliveries. */
    deletedAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
  indexes: [
    { name: 'webhooks_site_created_index', properties: ['siteId', 'createdAt', 'id'] },
    { name: 'webhooks_deleted_index', properties: ['id'], where: 'deleted_at is not null' },
  ],
  checks: [
    { name: 'webhooks_disabled_reason_check', expression: "disabled_reason in ('requested', 'failing', 'gone')" },
    { name: 'webhooks_disabled_check', expression: '(disabled_at is null) = (disabled_reason is null)' },
  ],
});

export type WebhookRow = InferEntity<typeof WebhookEntity>;
