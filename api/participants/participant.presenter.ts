import type { Participant } from '../../protocol/rest.ts';
import type { ParticipantRow } from './participant.entity.ts';

/** The row as SQL gives it: foreign keys are plain ids. */
export type ParticipantRecord = Omit<ParticipantRow, 'roomId'> & { roomId: string };

export function presentParticipant(row: ParticipantRecord): Participant {
  return {
    id: row.id,
    roomId: row.roomId,
    agentId: row.agentId,
    displayName: row.displayName,
    avatar: row.avatar ?? null,
    role: row.role,
    status: row.status,
    muted: row.muted,
    serverMuted: row.serverMuted,
    serverMutedBy: row.serverMutedBy ?? null,
    deafened: row.deafened,
    handRaisedAt: row.handRaisedAt?.toISOString() ?? null,
    metadata: row.metadata,
    joinedAt: row.joinedAt.toISOString(),
    leftAt: row.leftAt?.toISOString() ?? null,
    leaveReason: row.leaveReason ?? null,
  };
}
