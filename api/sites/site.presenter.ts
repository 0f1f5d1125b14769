import type { Site, SiteKey } from '../../protocol/sites.ts';
import type { SiteRow } from './site.entity.ts';
import type { SiteKeyRecord } from './site-key.entity.ts';

export function presentSite(row: SiteRow, allowedOrigins: string[]): Site {
  return {
    id: row.id,
    name: row.name,
    allowedOrigins,
    maxParticipants: row.maxParticipants ?? null,
    createOnJoin: row.createOnJoin,
    limits: {
      maxOpenRooms: row.limits.maxOpenRooms ?? null,
      requestsPerMinute: row.limits.requestsPerMinute ?? null,
    },
    settings: row.settings,
    jwksUrl: row.jwksUrl ?? null,
    jwtIssuer: row.jwtIssuer ?? null,
    jwtAudience: row.jwtAudience ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** `key` is the whole key, where it is shown. */
export function presentSiteKey(row: SiteKeyRecord, key = row.publishable ?? null): SiteKey {
  return {
    id: row.id,
    siteId: row.siteId,
    kind: row.kind,
    key,
    prefix: row.prefix,
    last4: row.last4,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
