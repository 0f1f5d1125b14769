import { defineEntity, p } from '@mikro-orm/core';
import type { ErrorCode } from '../../protocol/error-codes.ts';

/** How often joins to rooms of a site were refused for one reason in one hour. */
export const JoinFailureEntity = defineEntity({
  name: 'JoinFailure',
  tableName: 'join_failures',
  properties: {
    siteId: p.text().primary(),
    /** The hour's beginning, UTC. */
    hour: p.datetime(0).primary(),
    code: p.text().$type<ErrorCode>().primary(),
    count: p.integer(),
  },
  indexes: [{ name: 'join_failures_hour_index', properties: ['hour'] }],
});
