import { sql } from 'kysely';
import {
  canMove,
  type LeaveReason,
  PARTICIPANT_TRANSITIONS,
  type ParticipantStatus,
  SESSION_END,
  type SessionStatus,
} from '../../protocol/states.ts';
import { prepareWrite } from '../db/prepare.ts';
import type { RoomChange } from '../rooms/room-change.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';

type Departure = { ids: string[]; now: Date; reason: LeaveReason; ended: SessionStatus };

/** The participants, and the sessions that record their stays. */
const depart = prepareWrite<Departure>()((from, value) => {
  const among = sql<string>`any(${value('ids')}::uuid[])`;
  return from
    .with('ended', (eb) =>
      eb
        .updateTable('sessions')
        .set({ status: value('ended'), endedAt: value('now'), endReason: value('reason') })
        .where('participantId', '=', among)
        .where('status', '=', 'active'),
    )
    .updateTable('participants')
    .set({ status: 'left', leftAt: value('now'), leaveReason: value('reason'), handRaisedAt: null, agentKeyHash: null })
    .where('id', '=', among);
});

/** Makes these participants leave within a change of their room; who has left already is left alone. Settling is the caller's. */
export async function leaveWithin(
  change: RoomChange,
  sessions: Pick<SessionsService, 'ofStays'>,
  participants: ParticipantRecord[],
  reason: LeaveReason,
): Promise<void> {
  const leaving = participants.filter(({ status }) =>
    canMove<ParticipantStatus>(PARTICIPANT_TRANSITIONS, status, 'left'),
  );
  const ids = leaving.map(({ id }) => id);
  if (ids.length === 0) return;
  const left = { status: 'left', leftAt: change.now, leaveReason: reason, handRaisedAt: null } as const;
  await depart(change.tx, { ids, now: change.now, reason, ended: SESSION_END[reason] });
  const ended = change.heard ? await sessions.ofStays(change.tx, ids, change.now) : [];
  for (const row of leaving) {
    change.emit({ type: 'room:participant-left', roomId: change.room.id, participantId: row.id, reason });
    if (!change.heard) continue;
    change.report({ type: 'participant.left', data: presentParticipant({ ...row, ...left }) });
    const session = ended.find(({ participantId }) => participantId === row.id);
    if (session) change.report({ type: 'session.ended', data: session });
  }
}
