/** Webhooks after https://www.standardwebhooks.com: what is sent, and the JSON shapes of `/api/v1/webhooks`. */
import type { Participant, Room, Session } from './rest.ts';

/** What each event carries as `data`: the thing as REST shows it at that moment. */
interface EventData {
  'room.created': Room;
  /** Somebody is in the room and a second one came. */
  'room.active': Room;
  'room.closed': Room;
  'participant.joined': Participant;
  /** `leaveReason` says why. */
  'participant.left': Participant;
  /** Follows the `participant.left` of the same stay. */
  'session.ended': Session;
}

export type WebhookEventType = keyof EventData;

/** The body of a delivery. Events of one room arrive in the order in which they happened. */
export type WebhookEvent = {
  [T in WebhookEventType]: {
    /** The same at every attempt, and the `webhook-id` header: by it a receiver knows what it has had already. */
    id: string;
    type: T;
    /** When it happened, ISO 8601 in UTC. */
    timestamp: string;
    data: EventData[T];
  };
}[WebhookEventType];

export const WEBHOOK_EVENT_TYPES = [
  'room.created',
  'room.active',
  'room.closed',
  'participant.joined',
  'participant.left',
  'session.ended',
] as const satisfies readonly WebhookEventType[];

/** Names that are taken for events to come. Nothing sends them yet, and no webhook can ask for them. */
export const RESERVED_EVENT_TYPES = ['recording.started', 'recording.ended', 'recording.failed'] as const;

/** The headers of a delivery, as Node gives them. */
export const WEBHOOK_HEADERS = {
  /** The event's id. */
  id: 'webhook-id',
  /** When this attempt was made, in seconds since 1970: refuse what is more than WEBHOOK_TOLERANCE_S off. */
  timestamp: 'webhook-timestamp',
  /** `v1,<base64>`; several, separated by spaces, while a secret is being rotated. Any one that is right will do. */
  signature: 'webhook-signature',
} as const;

/** The signature is base64(HMAC-SHA256(key, `${id}.${timestamp}.${body}`)), the key what follows this in the secret, out of base64. */
export const WEBHOOK_SECRET_PREFIX = 'whsec_';
export const WEBHOOK_SIGNATURE_VERSION = 'v1';
export const WEBHOOK_TOLERANCE_S = 300;

/** After a rotation the secret before is signed with too, for this long. */
export const WEBHOOK_ROTATION_MS = 24 * 3600_000;
export const MAX_WEBHOOKS_PER_SITE = 20;
export const MAX_WEBHOOK_URL_LENGTH = 2048;
export const MAX_WEBHOOK_DESCRIPTION_LENGTH = 256;

/** Why nothing is sent: its owner wants it so, the receiver failed for a day, or it answered 410. */
export const WEBHOOK_DISABLED_REASONS = ['requested', 'failing', 'gone'] as const;
export type WebhookDisabledReason = (typeof WEBHOOK_DISABLED_REASONS)[number];

export interface Webhook {
  id: string;
  url: string;
  description: string;
  /** Which events are sent; null for all, those to come included. */
  events: WebhookEventType[] | null;
  disabled: boolean;
  disabledAt: string | null;
  disabledReason: WebhookDisabledReason | null;
  /** Since when every attempt has failed; null when the last one got through. */
  failingSince: string | null;
  /** How long the secret before the last rotation is signed with too; null when there is none. */
  previousSecretExpiresAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** The answer that shows the secret, once: to its making, and to its rotation. */
export interface WebhookWithSecret extends Webhook {
  /** `whsec_…` */
  secret: string;
}

export interface CreateWebhookBody {
  url: string;
  events?: WebhookEventType[] | null;
  description?: string;
  disabled?: boolean;
}

export type UpdateWebhookBody = Partial<CreateWebhookBody>;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Why an attempt failed. */
export const DELIVERY_ERRORS = [
  /** The host has no address. */
  'dns_failed',
  /** The host has an address that is not public (RFC 6890): it is not spoken to. */
  'address_refused',
  'connection_failed',
  'tls_failed',
  /** No answer within 15 s. */
  'timeout',
  /** 3xx: redirects are not followed. */
  'redirect',
  /** Any other status than 2xx. */
  'status',
  /** The secret cannot be read since the server's TOKEN_SECRET was changed: rotate it. */
  'secret_unreadable',
] as const;
export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

export interface DeliveryAttempt {
  at: string;
  durationMs: number;
  /** What the receiver answered; null when it did not. */
  statusCode: number | null;
  /** Null when it got through. */
  error: DeliveryError | null;
  /** The first bytes of the answer's body, as text. */
  answer: string;
}

/** One event on its way to one webhook. */
export interface WebhookDelivery {
  id: string;
  /** The event's id: the `webhook-id` header. */
  eventId: string;
  type: WebhookEventType;
  roomId: string;
  status: DeliveryStatus;
  /** How often it was tried. */
  attemptCount: number;
  /** The latest ones, oldest first. */
  attempts: DeliveryAttempt[];
  /** When it is tried next; null when it is done, or waits for an earlier event of its room or for the webhook to be enabled. */
  nextAttemptAt: string | null;
  createdAt: string;
}
