import { sql } from 'kysely';
import { canMove, type LeaveReason, PARTICIPANT_TRANSITIONS, type ParticipantStatus } from '../../protocol/states.ts';
import type { RoomChange } from '../rooms/room-change.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';

/** Makes these participants leave within a change of their room; who has left already is left alone. Settling is the caller's. */
export async function leaveWithin(
  change: RoomChange,
  sessions: Pick<SessionsService, 'finish' | 'ofStays'>,
  participants: Pick<ParticipantRecord, 'id' | 'status'>[],
  reason: LeaveReason,
): Promise<void> {
  const ids = participants
    .filter(({ status }) => canMove<ParticipantStatus>(PARTICIPANT_TRANSITIONS, status, 'left'))
    .map(({ id }) => id);
  if (ids.length === 0) return;
  const rows = await change.tx
    .updateTable('participants')
    .set({ status: 'left', leftAt: change.now, leaveReason: reason })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .returningAll()
    .execute();
  await sessions.finish(change.tx, ids, reason, change.now);
  const ended = change.heard ? await sessions.ofStays(change.tx, ids, change.now) : [];
  for (const participantId of ids) {
    change.emit({ type: 'room:participant-left', roomId: change.room.id, participantId, reason });
    const row = rows.find(({ id }) => id === participantId);
    if (row) change.report({ type: 'participant.left', data: presentParticipant(row) });
    const session = ended.find((one) => one.participantId === participantId);
    if (session) change.report({ type: 'session.ended', data: session });
  }
}
