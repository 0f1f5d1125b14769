import type { AuditAction } from '../../protocol/audit.ts';
import type { Metadata } from '../../protocol/rest.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { Actor } from '../auth/actor.ts';
import type { RoomChange } from '../rooms/room-change.ts';
import type { ParticipantRecord } from './participant.presenter.ts';

/** Writes down what was done to a participant, with the change that does it. */
export async function recordAct(
  audit: Pick<AuditService, 'record'>,
  { tx, room }: RoomChange,
  actor: Actor,
  action: AuditAction,
  { id, agentId }: ParticipantRecord,
  details: Metadata = {},
): Promise<void> {
  const act = { actor, siteId: room.siteId, action, roomId: room.id, targetId: id };
  await audit.record(tx, { ...act, details: { agentId, ...details } });
}
