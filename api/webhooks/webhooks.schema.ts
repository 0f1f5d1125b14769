import { z } from 'zod';
import {
  DELIVERY_ERRORS,
  DELIVERY_STATUSES,
  MAX_WEBHOOK_DESCRIPTION_LENGTH,
  MAX_WEBHOOK_URL_LENGTH,
  WEBHOOK_DISABLED_REASONS,
  WEBHOOK_EVENT_TYPES,
  type Webhook,
  type WebhookDelivery,
  type WebhookWithSecret,
} from '../../protocol/webhooks.ts';
import { isStorable, timeAnswer } from '../http/fields.ts';
import { pageOf, pageQuery } from '../http/pagination.ts';

const URL_RULE = 'Must be an http(s) URL without user, password and fragment';

function isTarget(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash;
}

const url = z
  .string()
  .trim()
  .max(MAX_WEBHOOK_URL_LENGTH)
  .refine((value) => isStorable(value) && isTarget(value), URL_RULE)
  .meta({ format: 'uri', description: `${URL_RULE}; in production https, and reachable over the public internet.` });

const eventType = z.enum(WEBHOOK_EVENT_TYPES);
const events = z
  .array(eventType)
  .min(1, 'At least one, or null for all')
  .max(WEBHOOK_EVENT_TYPES.length)
  .transform((types) => [...new Set(types)])
  .nullable()
  .meta({ description: 'Which events are sent; null for all, those to come included.' });

const description = z
  .string()
  .trim()
  .max(MAX_WEBHOOK_DESCRIPTION_LENGTH)
  .refine(isStorable, 'Must not contain control characters');
const disabled = z.boolean().meta({
  description:
    'Nothing is sent while it is true, and nothing that happens is kept. False makes what was waiting due at once.',
});

export const createWebhookBody = z.strictObject({
  url,
  events: events.default(null),
  description: description.default(''),
  disabled: disabled.default(false),
});
export const updateWebhookBody = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: description.optional(),
  disabled: disabled.optional(),
});

export const webhookParams = z.object({ webhook: z.string().meta({ description: 'The id of a webhook.' }) });
export const deliveryParams = webhookParams.extend({
  delivery: z.string().meta({ description: 'The id of a delivery.' }),
});
export const listWebhooksQuery = z.strictObject(pageQuery);
export const listDeliveriesQuery = z.strictObject({ status: z.enum(DELIVERY_STATUSES).optional(), ...pageQuery });

const webhook = z.strictObject({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(eventType).nullable(),
  disabled: z.boolean(),
  disabledAt: timeAnswer.nullable(),
  disabledReason: z.enum(WEBHOOK_DISABLED_REASONS).nullable(),
  failingSince: timeAnswer
    .nullable()
    .meta({ description: 'Since when every attempt has failed; null when the last one got through.' }),
  previousSecretExpiresAt: timeAnswer
    .nullable()
    .meta({ description: 'Until when the secret before the last rotation is signed with too.' }),
  createdAt: timeAnswer,
  updatedAt: timeAnswer,
});

export const webhookAnswer = webhook.meta({
  id: 'Webhook',
  description: 'Where events are sent to.',
}) satisfies z.ZodType<Webhook>;

export const webhookWithSecretAnswer = webhook
  .extend({ secret: z.string().meta({ description: 'To verify signatures with; shown this once.' }) })
  .meta({
    id: 'WebhookWithSecret',
    description: 'A webhook and its new secret.',
  }) satisfies z.ZodType<WebhookWithSecret>;

export const deliveryAnswer = z
  .strictObject({
    id: z.uuid(),
    eventId: z.uuid().meta({ description: 'The `webhook-id` header.' }),
    type: eventType,
    roomId: z.uuid(),
    status: z.enum(DELIVERY_STATUSES),
    attemptCount: z.int(),
    attempts: z
      .array(
        z.strictObject({
          at: timeAnswer,
          durationMs: z.int(),
          statusCode: z.int().nullable(),
          error: z.enum(DELIVERY_ERRORS).nullable(),
          answer: z.string().meta({ description: 'The first bytes of the answer.' }),
        }),
      )
      .meta({ description: 'The latest ones, oldest first.' }),
    nextAttemptAt: timeAnswer
      .nullable()
      .meta({ description: 'Null when done, and while it waits for an earlier one.' }),
    createdAt: timeAnswer,
  })
  .meta({
    id: 'WebhookDelivery',
    description: 'One event on its way to one webhook.',
  }) satisfies z.ZodType<WebhookDelivery>;

export const webhookPage = pageOf(webhookAnswer).meta({ id: 'WebhookPage' });
export const deliveryPage = pageOf(deliveryAnswer).meta({ id: 'WebhookDeliveryPage' });

export type CreateWebhook = z.output<typeof createWebhookBody>;
export type UpdateWebhook = z.output<typeof updateWebhookBody>;
export type ListWebhooks = z.output<typeof listWebhooksQuery>;
export type ListDeliveries = z.output<typeof listDeliveriesQuery>;
