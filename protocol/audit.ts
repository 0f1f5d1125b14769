/** What the audit log tells: who did what to whom. */
import type { Metadata } from './rest.ts';

/** Everything that is written down. Names never change their meaning. */
export const AUDIT_ACTIONS = [
  'site.created',
  'site.updated',
  'site.deleted',
  'key.created',
  'key.revoked',
  'room.created',
  'room.updated',
  'room.closed',
  'participant.muted',
  'participant.unmuted',
  'participant.removed',
  'participant.role_changed',
  'ban.created',
  'ban.lifted',
  'agent.erased',
  'session.ended',
  'webhook.created',
  'webhook.updated',
  'webhook.deleted',
  'webhook.disabled',
  'webhook.replayed',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** By what right: ADMIN_KEY, a secret key, a stay in a room, a token or nothing at all; `system` is the server itself. */
export const AUDIT_ACTORS = ['system', 'admin', 'site', 'participant', 'guest', 'visitor', 'open'] as const;
export type AuditActor = (typeof AUDIT_ACTORS)[number];

export interface AuditEntry {
  id: string;
  siteId: string;
  at: string;
  action: AuditAction;
  /** `id` is the key's, the participant's, or the agent's id; null where there is none. */
  actor: { kind: AuditActor; id: string | null };
  roomId: string | null;
  /** Whom or what it was done to: a participant, an agent, a key, a webhook, … */
  targetId: string | null;
  details: Metadata;
}
