import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { AuditAction, AuditActor } from '../../protocol/audit.ts';
import type { Metadata } from '../../protocol/rest.ts';

/** One act. It refers to rows by their ids alone: they may be gone, what was done to them stays known. */
export const AuditEntryEntity = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_log',
  properties: {
    id: p.uuid().primary(),
    siteId: p.text(),
    at: p.datetime(3),
    action: p.text().$type<AuditAction>(),
    actorKind: p.text().$type<AuditActor>(),
    actorId: p.text().nullable(),
    roomId: p.uuid().nullable(),
    targetId: p.text().nullable(),
    details: p.json<Metadata>().defaultRaw("'{}'"),
  },
  indexes: [
    { name: 'audit_log_site_index', properties: ['siteId', 'at', 'id'] },
    { name: 'audit_log_action_index', properties: ['siteId', 'action', 'at', 'id'] },
    { name: 'audit_log_at_index', properties: ['at'] },
    { name: 'audit_log_target_index', properties: ['targetId'] },
    { name: 'audit_log_actor_index', properties: ['actorId'], where: 'actor_id is not null' },
    { name: 'audit_log_room_index', properties: ['roomId', 'at', 'id'] },
  ],
});

export type AuditEntryRow = InferEntity<typeof AuditEntryEntity>;
