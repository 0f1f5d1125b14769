import type { Webhook, WebhookDelivery } from '../../protocol/webhooks.ts';
import type { DeliveryRow } from './delivery.entity.ts';
import type { WebhookRow } from './webhook.entity.ts';

export function presentWebhook(row: WebhookRow, now: Date): Webhook {
  const { previousExpiresAt } = row;
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    events: row.events ?? null,
    disabled: Boolean(row.disabledAt),
    disabledAt: row.disabledAt?.toISOString() ?? null,
    disabledReason: row.disabledReason ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretExpiresAt: previousExpiresAt && previousExpiresAt > now ? previousExpiresAt.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function presentDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    eventId: row.eventId,
    type: row.type,
    roomId: row.roomId,
    status: row.status,
    attemptCount: row.attemptCount,
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
