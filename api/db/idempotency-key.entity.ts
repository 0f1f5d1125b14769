import { defineEntity, p } from '@mikro-orm/core';

/** An `Idempotency-Key` that was used, for a day. */
export const IdempotencyKeyEntity = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    /** A digest of the key and whose it is. */
    id: p.text().primary(),
    /** A digest of the request. */
    fingerprint: p.text(),
    claimedAt: p.datetime(3),
    /** The answer, encrypted; null while the request is under way. */
    sealed: p.text().nullable(),
  },
  indexes: [{ name: 'idempotency_keys_claimed_index', properties: ['claimedAt'] }],
});
