import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { DeliveryAttempt, DeliveryStatus, WebhookEventType } from '../../protocol/webhooks.ts';

/**
 * The outbox: one event on its way to one webhook, written in the transaction in which it happened. No foreign keys: a webhook that is
 * deleted meanwhile must not make a join fail, and a room that is purged is still told of.
 */
export const DeliveryEntity = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_deliveries',
  properties: {
    /** Counts up; within a room in the order of its changes, whose transactions go one after the other. */
    seq: p.bigint('number').primary().autoincrement(),
    id: p.uuid().unique('webhook_deliveries_id_unique'),
    webhookId: p.uuid(),
    roomId: p.uuid(),
    eventId: p.uuid(),
    type: p.text().$type<WebhookEventType>(),
    /** What is sent, byte by byte the same each time. */
    body: p.text(),
    status: p.text().$type<DeliveryStatus>().default('pending'),
    attemptCount: p.integer().default(0),
    /** The latest ones. */
    attempts: p.json<DeliveryAttempt[]>().defaultRaw("'[]'"),
    /**
     * When it is due. Null for what is not to be sent, and for what waits behind an earlier one of its room or for its webhook to be
     * enabled. Who sends it moves this a lease ahead: if that process dies, it is due again. Set on one that is done: a replay.
     */
    nextAttemptAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
  },
  indexes: [
    { name: 'webhook_deliveries_list_index', properties: ['webhookId', 'createdAt', 'id'] },
    {
      name: 'webhook_deliveries_status_index',
      properties: ['webhookId', 'status', 'createdAt', 'id'],
      where: "status <> 'delivered'",
    },
    { name: 'webhook_deliveries_room_index', properties: ['roomId'] },
    { name: 'webhook_deliveries_created_index', properties: ['createdAt'] },
    {
      name: 'webhook_deliveries_line_index',
      properties: ['webhookId', 'roomId', 'seq'],
      where: "status = 'pending'",
    },
    { name: 'webhook_deliveries_due_index', properties: ['nextAttemptAt'], where: 'next_attempt_at is not null' },
  ],
  checks: [{ name: 'webhook_deliveries_status_check', expression: "status in ('pending', 'delivered', 'failed')" }],
});

export type DeliveryRow = InferEntity<typeof DeliveryEntity>;
