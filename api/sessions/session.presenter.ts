import type { Session, SessionStats } from '../../protocol/rest.ts';
import { NO_STATS } from './quality-store.ts';
import type { SessionRow } from './session.entity.ts';

/** The row as SQL gives it: foreign keys are plain ids. */
export type SessionRecord = Omit<SessionRow, 'roomId' | 'participantId'> & { roomId: string; participantId: string };

/** `now` is what an active session's duration counts to. */
export function presentSession(row: SessionRecord, stats: SessionStats, now: Date): Session {
  const end = row.endedAt ?? now;
  return {
    id: row.id,
    roomId: row.roomId,
    participantId: row.participantId,
    agentId: row.agentId,
    status: row.status,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    durationS: Math.max(0, Math.floor((end.getTime() - row.startedAt.getTime()) / 1000)),
    endReason: row.endReason ?? null,
    stats,
  };
}

/** A session that begins now. */
export function startedSession(
  stay: Pick<SessionRecord, 'id' | 'roomId' | 'participantId' | 'agentId'>,
  now: Date,
): Session {
  const { id, roomId, participantId, agentId } = stay;
  return {
    id,
    roomId,
    participantId,
    agentId,
    status: 'active',
    startedAt: now.toISOString(),
    endedAt: null,
    durationS: 0,
    endReason: null,
    stats: NO_STATS,
  };
}
