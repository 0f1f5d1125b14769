import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RoomSettings } from '../../protocol/rest.ts';
import type { SiteLimits } from '../../protocol/sites.ts';

/** A tenant. The default site's row is there from the beginning. */
export const SiteEntity = defineEntity({
  name: 'Site',
  tableName: 'sites',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    allowedOrigins: p.json<string[]>().defaultRaw("'[]'"),
    maxParticipants: p.integer().nullable(),
    createOnJoin: p.boolean().default(true),
    limits: p.json<Partial<SiteLimits>>().defaultRaw("'{}'"),
    settings: p.json<Partial<RoomSettings>>().defaultRaw("'{}'"),
    jwksUrl: p.text().nullable(),
    jwtIssuer: p.text().nullable(),
    jwtAudience: p.text().nullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
  uniques: [{ name: 'sites_issuer_unique', properties: ['jwtIssuer', 'jwtAudience'] }],
  indexes: [{ name: 'sites_created_index', properties: ['createdAt', 'id'] }],
});

export type SiteRow = InferEntity<typeof SiteEntity>;
