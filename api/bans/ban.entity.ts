import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Who may not come back. It holds for a slug, not for one room: a room that closes and opens again keeps its bans. */
export const BanEntity = defineEntity({
  name: 'Ban',
  tableName: 'bans',
  properties: {
    id: p.uuid().primary(),
    siteId: p.text(),
    slug: p.text(),
    agentId: p.text(),
    reason: p.text().nullable(),
    createdAt: p.datetime(3),
    /** Null: until it is lifted. */
    expiresAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'bans_agent_unique', properties: ['siteId', 'slug', 'agentId'] }],
  indexes: [
    { name: 'bans_created_index', properties: ['siteId', 'slug', 'createdAt', 'id'] },
    { name: 'bans_agent_index', properties: ['siteId', 'agentId'] },
    { name: 'bans_expires_index', properties: ['expiresAt'], where: 'expires_at is not null' },
  ],
});

export type BanRow = InferEntity<typeof BanEntity>;
