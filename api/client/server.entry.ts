/** What `import … from 'voice-room/server'` gives a backend. */
export type { AuditAction, AuditEntry } from '../../protocol/audit.ts';
export type { ErrorCode } from '../../protocol/error-codes.ts';
export type * from '../../protocol/rest.ts';
export type * from '../../protocol/sites.ts';
export type * from '../../protocol/states.ts';
export type {
  CreateWebhookBody,
  UpdateWebhookBody,
  Webhook,
  WebhookDelivery,
  WebhookEvent,
  WebhookEventType,
  WebhookWithSecret,
} from '../../protocol/webhooks.ts';
export type { Versioned } from './answers.ts';
export type { List, PageOptions } from './list.ts';
export type { CallOptions, TransportOptions } from './transport.ts';
export { verifyWebhook, WebhookVerificationError } from './verify-webhook.ts';
export { VoiceRoomError } from './voice-room-error.ts';
export { VoiceRoomServer } from './voice-room-server.ts';
