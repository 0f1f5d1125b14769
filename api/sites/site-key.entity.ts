import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { KeyKind } from '../../protocol/sites.ts';
import { SiteEntity } from './site.entity.ts';

/** A key of a site. Of a secret one only a digest is kept. */
export const SiteKeyEntity = defineEntity({
  name: 'SiteKey',
  tableName: 'site_keys',
  properties: {
    id: p.text().primary(),
    siteId: () => p.manyToOne(SiteEntity).mapToPk().fieldName('site_id').deleteRule('cascade'),
    kind: p.text().$type<KeyKind>(),
    /** SHA-256 of the key, in hex: keys are random, so there is nothing to guess and no need for salt. */
    hash: p.text(),
    /** The key itself, if it is no secret. */
    publishable: p.text().nullable(),
    prefix: p.text(),
    last4: p.text().fieldName('last4'),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
    lastUsedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'site_keys_hash_unique', properties: ['hash'] }],
  indexes: [{ name: 'site_keys_site_index', properties: ['siteId', 'createdAt', 'id'] }],
  checks: [{ name: 'site_keys_kind_check', expression: "kind in ('publishable', 'secret')" }],
});

/** The row as SQL gives it: foreign keys are plain ids. */
export type SiteKeyRecord = Omit<InferEntity<typeof SiteKeyEntity>, 'siteId'> & { siteId: string };
