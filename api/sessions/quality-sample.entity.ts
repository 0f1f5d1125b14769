import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { LinkQuality } from '../../protocol/quality.ts';
import { SessionEntity } from './session.entity.ts';

/** What a client measured on one of its links, at one time: a `LinkSample` of the session that `at` was received in. */
export const QualitySampleEntity = defineEntity({
  name: 'QualitySample',
  tableName: 'quality_samples',
  properties: {
    sessionId: () => p.manyToOne(SessionEntity).mapToPk().fieldName('session_id').deleteRule('cascade').primary(),
    at: p.datetime(3).primary(),
    /** The participant at the other end. */
    peerId: p.uuid().primary(),
    /** The room's: what is asked of a site is found without its rooms. */
    siteId: p.text(),
    durationMs: p.integer(),
    quality: p.text().$type<LinkQuality>(),
    packetLoss: p.float().nullable(),
    packetLossOut: p.float().nullable(),
    jitterMs: p.float().nullable(),
    rttMs: p.float().nullable(),
    bitrateBps: p.integer().nullable(),
    concealment: p.float().nullable(),
    relayed: p.boolean().nullable(),
  },
  indexes: [
    { name: 'quality_samples_site_index', properties: ['siteId', 'at'] },
    { name: 'quality_samples_at_index', properties: ['at'] },
  ],
  checks: [{ name: 'quality_samples_quality_check', expression: "quality in ('excellent', 'good', 'poor', 'lost')" }],
});

export type QualitySampleRow = InferEntity<typeof QualitySampleEntity>;
