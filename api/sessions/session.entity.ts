import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { LeaveReason, SessionStatus } from '../../protocol/states.ts';
import { ParticipantEntity } from '../participants/participant.entity.ts';
import { RoomEntity } from '../rooms/room.entity.ts';

/** The record of one stay. */
export const SessionEntity = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.uuid().primary(),
    /** Its room's. */
    siteId: p.text().default('default'),
    roomId: () => p.manyToOne(RoomEntity).mapToPk().fieldName('room_id').deleteRule('cascade'),
    participantId: () => p.manyToOne(ParticipantEntity).mapToPk().fieldName('participant_id').deleteRule('cascade'),
    agentId: p.text(),
    status: p.text().$type<SessionStatus>().default('active'),
    startedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    endReason: p.text().$type<LeaveReason>().nullable(),
  },
  uniques: [{ name: 'sessions_participant_unique', properties: ['participantId'] }],
  indexes: [
    { name: 'sessions_site_started_index', properties: ['siteId', 'startedAt', 'id'] },
    // Sessions of more than a day, or that may become so: the others of a time are found by their beginning.
    {
      name: 'sessions_long_index',
      properties: ['siteId', 'startedAt'],
      // As PostgreSQL writes it, or the comparison with the entities never ends.
      where: "(ended_at IS NULL) OR ((ended_at - started_at) > '1 day'::interval)",
    },
    { name: 'sessions_room_index', properties: ['roomId', 'startedAt'] },
    { name: 'sessions_agent_index', properties: ['agentId'] },
    { name: 'sessions_status_index', properties: ['status', 'startedAt', 'id'] },
  ],
  checks: [
    { name: 'sessions_status_check', expression: "status in ('active', 'completed', 'failed', 'timeout')" },
    {
      name: 'sessions_end_reason_check',
      expression: "end_reason in ('left', 'timeout', 'removed', 'banned', 'replaced', 'room_closed', 'failed')",
    },
  ],
});

export type SessionRow = InferEntity<typeof SessionEntity>;
