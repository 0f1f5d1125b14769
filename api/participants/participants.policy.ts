import type { MultiAgent, Participant } from '../../protocol/rest.ts';
import type { LeaveReason } from '../../protocol/states.ts';
import type { Actor } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import { ApiError } from '../http/errors.ts';
import type { RoomRow } from '../rooms/room.entity.ts';
import type { Join, UpdateParticipant } from './participants.schema.ts';

type Target = Pick<Participant, 'id' | 'roomId'>;

function isSelf(actor: Actor, target: Target): boolean {
  return actor.kind === 'participant' && actor.participantId === target.id;
}

/** A participant changes its own wishes; a moderator also the server mute, of anybody in the room. */
export function mayUpdate(actor: Actor, target: Target, body: UpdateParticipant): void {
  authorize(actor, 'participants:update', { id: target.roomId });
  const { serverMuted, ...wishes } = body;
  if (serverMuted !== undefined) authorize(actor, 'participants:moderate', { id: target.roomId });
  if (actor.kind === 'participant' && !isSelf(actor, target) && Object.keys(wishes).length > 0) {
    throw new ApiError('forbidden', 'Only the participant itself may change that.');
  }
}

/** Why the participant leaves: by itself it has `left`, by another's hand it is `removed`. */
export function leaveReason(actor: Actor, target: Target, asked: LeaveReason | undefined): LeaveReason {
  authorize(actor, 'participants:leave', { id: target.roomId });
  if (actor.kind !== 'participant') return asked ?? (actor.kind === 'admin' ? 'removed' : 'left');
  if (isSelf(actor, target)) return asked === 'failed' ? 'failed' : 'left';
  authorize(actor, 'participants:moderate', { id: target.roomId });
  return 'removed';
}

export function mayBeat(actor: Actor, target: Target): void {
  authorize(actor, 'participants:update', { id: target.roomId });
  if (actor.kind === 'participant' && !isSelf(actor, target)) throw new ApiError('forbidden');
}

/** What happens to an agent's earlier stay: the room's own word first, then the joiner's wish. */
export function multiAgentOf(room: Pick<RoomRow, 'settings'>, body: Pick<Join, 'multiAgent'>): MultiAgent {
  return room.settings.multiAgent ?? body.multiAgent ?? 'takeover';
}
