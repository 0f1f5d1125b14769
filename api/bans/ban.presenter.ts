import type { Ban } from '../../protocol/rest.ts';
import type { BanRow } from './ban.entity.ts';

export function presentBan(row: BanRow): Ban {
  return {
    id: row.id,
    slug: row.slug,
    agentId: row.agentId,
    reason: row.reason ?? null,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
