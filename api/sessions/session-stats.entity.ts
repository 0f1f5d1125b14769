import { defineEntity, p } from '@mikro-orm/core';
import { SessionEntity } from './session.entity.ts';

const sum = () => p.double().$type<number>();
const count = () => p.integer();
const max = () => p.double().$type<number>().nullable();

/**
 * What all samples of a session come to, added up as they are written: an answer does not read thousands of them, and the sum
 * outlives them.
 */
export const SessionStatsEntity = defineEntity({
  name: 'SessionStats',
  tableName: 'session_stats',
  properties: {
    sessionId: () => p.manyToOne(SessionEntity).mapToPk().fieldName('session_id').deleteRule('cascade').primary(),
    samples: p.integer(),
    packetLossSum: sum(),
    packetLossCount: count(),
    packetLossMax: max(),
    packetLossOutSum: sum(),
    packetLossOutCount: count(),
    packetLossOutMax: max(),
    jitterMsSum: sum(),
    jitterMsCount: count(),
    jitterMsMax: max(),
    rttMsSum: sum(),
    rttMsCount: count(),
    rttMsMax: max(),
    bitrateBpsSum: sum(),
    bitrateBpsCount: count(),
    bitrateBpsMax: max(),
    concealmentSum: sum(),
    concealmentCount: count(),
    concealmentMax: max(),
    /** Of links whose path is known, and of those over TURN. */
    pathMs: p.bigint(),
    relayedMs: p.bigint(),
    excellentMs: p.bigint(),
    goodMs: p.bigint(),
    poorMs: p.bigint(),
    lostMs: p.bigint(),
  },
});
