import type { AuditEntry } from '../../protocol/audit.ts';
import type { AuditEntryRow } from './audit-entry.entity.ts';

export function presentAuditEntry(row: AuditEntryRow): AuditEntry {
  return {
    id: row.id,
    siteId: row.siteId,
    at: row.at.toISOString(),
    action: row.action,
    actor: { kind: row.actorKind, id: row.actorId ?? null },
    roomId: row.roomId ?? null,
    targetId: row.targetId ?? null,
    details: row.details,
  };
}
