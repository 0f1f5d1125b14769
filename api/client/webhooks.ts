import type {
  CreateWebhookBody,
  DeliveryStatus,
  UpdateWebhookBody,
  Webhook,
  WebhookDelivery,
  WebhookWithSecret,
} from '../../protocol/webhooks.ts';
import { at, json, nothing, versioned } from './answers.ts';
import { list, type PageOptions } from './list.ts';
import type { CallOptions, Send } from './transport.ts';

interface DeliveryFilter extends PageOptions {
  status?: DeliveryStatus;
}

/** Where events are sent to. */
export function createWebhooks(send: Send) {
  return {
    /** The answer shows the secret, once. */
    create: (body: CreateWebhookBody, options?: CallOptions) =>
      json<WebhookWithSecret>(send('POST', '/webhooks', { ...options, body })),
    get: (webhook: string, options?: CallOptions) => versioned<Webhook>(send('GET', at`/webhooks/${webhook}`, options)),
    /** Newest first. */
    list: (filter?: PageOptions, options?: CallOptions) => list<Webhook>(send, '/webhooks', filter, options),
    update: (webhook: string, body: UpdateWebhookBody, options?: CallOptions) =>
      versioned<Webhook>(send('PATCH', at`/webhooks/${webhook}`, { ...options, body })),
    delete: (webhook: string, options?: CallOptions) => nothing(send('DELETE', at`/webhooks/${webhook}`, options)),
    /** The answer shows the new secret, once; for a day the one before it is signed with too. */
    rotateSecret: (webhook: string, options?: CallOptions) =>
      json<WebhookWithSecret>(send('POST', at`/webhooks/${webhook}/secret`, options)),
    /** What was sent in the last week, newest first. */
    deliveries: (webhook: string, filter?: DeliveryFilter, options?: CallOptions) =>
      list<WebhookDelivery>(send, at`/webhooks/${webhook}/deliveries`, filter, options),
    /** Sends one that is done once more. */
    replay: (webhook: string, delivery: string, options?: CallOptions) =>
      json<WebhookDelivery>(send('POST', at`/webhooks/${webhook}/deliveries/${delivery}/replay`, options)),
  };
}
