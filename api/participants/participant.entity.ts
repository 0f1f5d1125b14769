import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { Metadata, Role } from '../../protocol/rest.ts';
import type { LeaveReason, ParticipantStatus } from '../../protocol/states.ts';
import { RoomEntity } from '../rooms/room.entity.ts';

/** One stay of an agent in a room. */
export const ParticipantEntity = defineEntity({
  name: 'Participant',
  tableName: 'participants',
  properties: {
    id: p.uuid().primary(),
    roomId: () => p.manyToOne(RoomEntity).mapToPk().fieldName('room_id').deleteRule('cascade'),
    agentId: p.text(),
    displayName: p.text(),
    avatar: p.text().nullable(),
    /** The site says who the agent is: the stay came by a join token or a secret key. */
    vouched: p.boolean().default(false),
    /** SHA-256 of the key that the agent brought; null without one, and when the stay is over. */
    agentKeyHash: p.text().nullable(),
    role: p.text().$type<Role>(),
    status: p.text().$type<ParticipantStatus>().default('connecting'),
    muted: p.boolean().default(false),
    serverMuted: p.boolean().default(false),
    /** The participant who did that; null when it was done from outside the room. */
    serverMutedBy: p.uuid().nullable(),
    deafened: p.boolean().default(false),
    /** Null: the hand is down. */
    handRaisedAt: p.datetime(3).nullable(),
    metadata: p.json<Metadata>().defaultRaw("'{}'"),
    joinedAt: p.datetime(3),
    /** The last sign of life, written once per interval for everybody of an instance. */
    lastSeenAt: p.datetime(3),
    leftAt: p.datetime(3).nullable(),
    leaveReason: p.text().$type<LeaveReason>().nullable(),
  },
  indexes: [
    { name: 'participants_room_joined_index', properties: ['roomId', 'joinedAt', 'id'] },
    { name: 'participants_agent_index', properties: ['agentId', 'roomId', 'joinedAt'] },
    { name: 'participants_left_index', properties: ['leftAt'], where: "status = 'left'" },
    { name: 'participants_present_index', properties: ['roomId'], where: "status <> 'left'" },
    { name: 'participants_seen_index', properties: ['lastSeenAt'], where: "status <> 'left'" },
  ],
  checks: [
    { name: 'participants_role_check', expression: "role in ('moderator', 'speaker', 'listener')" },
    {
      name: 'participants_status_check',
      expression: "status in ('connecting', 'connected', 'disconnected', 'left')",
    },
    {
      name: 'participants_leave_reason_check',
      expression: "leave_reason in ('left', 'timeout', 'removed', 'banned', 'replaced', 'room_closed', 'failed')",
    },
  ],
});

export type ParticipantRow = InferEntity<typeof ParticipantEntity>;
