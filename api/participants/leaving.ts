import { sql } from 'kysely';
import { canMove, type LeaveReason, PARTICIPANT_TRANSITIONS, type ParticipantStatus } from '../../protocol/states.ts';
import type { RoomChange } from '../rooms/room-change.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';

/** Makes these participants leave within a change of their room; who has left already is left alone. Settling is the caller's. */
export async function leaveWithin(
  change: RoomChange,
  sessions: Pick<SessionsService, 'finish' | 'ofStays'>,
  participants: ParticipantRecord[],
  reason: LeaveReason,
): Promise<void> {
  const leaving = participants.filter(({ status }) =>
    canMove<ParticipantStatus>(PARTICIPANT_TRANSITIONS, status, 'left'),
  );
  const ids = leaving.map(({ id }) => id);
  if (ids.length === 0) return;
  const left = { status: 'left', leftAt: change.now, leaveReason: reason, handRaisedAt: null } as const;
  await change.tx.updateTable('participants').set(left).where('id', '=', sql<string>`any(${ids}::uuid[])`).execute();
  await sessions.finish(change.tx, ids, reason, change.now);
  const ended = change.heard ? await sessions.ofStays(change.tx, ids, change.now) : [];
  for (const row of leaving) {
    change.emit({ type: 'room:participant-left', roomId: change.room.id, participantId: row.id, reason });
    if (!change.heard) continue;
    change.report({ type: 'participant.left', data: presentParticipant({ ...row, ...left }) });
    const session = ended.find(({ participantId }) => participantId === row.id);
    if (session) change.report({ type: 'session.ended', data: session });
  }
}
