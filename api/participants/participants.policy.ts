import type { MultiAgent, Participant } from '../../protocol/rest.ts';
import type { LeaveReason } from '../../protocol/states.ts';
import type { Actor } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { BanFor } from '../bans/bans.schema.ts';
import { ApiError } from '../http/errors.ts';
import type { RoomRow } from '../rooms/room.entity.ts';
import type { ParticipantRecord } from './participant.presenter.ts';
import type { Join, UpdateParticipant } from './participants.schema.ts';

type Target = Pick<Participant, 'id' | 'roomId'>;

function isSelf(actor: Actor, target: Target): boolean {
  return actor.kind === 'participant' && actor.participantId === target.id;
}

/**
 * A participant changes its own wishes; a moderator also what anybody in the room may do. What the site said of an agent stands: only
 * its backend changes that.
 */
export function mayUpdate(
  actor: Actor,
  target: Target & Pick<ParticipantRecord, 'vouched'>,
  body: UpdateParticipant,
): void {
  authorize(actor, 'participants:update', { id: target.roomId });
  const { serverMuted, role, handRaised, ...wishes } = body;
  const isAnothers = actor.kind === 'participant' && !isSelf(actor, target);
  if (serverMuted !== undefined || role !== undefined || (handRaised === false && isAnothers)) {
    authorize(actor, 'participants:moderate', { id: target.roomId });
  }
  if (serverMuted !== undefined && isSelf(actor, target)) {
    throw new ApiError('forbidden', 'Nobody sets or lifts their own server mute.');
  }
  if (isAnothers && (handRaised || Object.keys(wishes).length > 0)) {
    throw new ApiError('forbidden', 'Only the participant itself may change that.');
  }
  if (body.metadata !== undefined && target.vouched && actor.kind === 'participant') {
    throw new ApiError('forbidden', 'The metadata came with a join token: the backend alone may change it.');
  }
}

export interface Leaving {
  reason?: LeaveReason | undefined;
  /** The agent may not come back: not any more, or for so many seconds. */
  ban?: BanFor | undefined;
}

/** Why the participant leaves: by itself it has `left`, by another's hand it is `removed` or `banned`. */
export function leaveReason(actor: Actor, target: Target, { reason, ban }: Leaving): LeaveReason {
  authorize(actor, 'participants:leave', { id: target.roomId });
  if (ban) {
    authorize(actor, 'bans:manage', { id: target.roomId });
    if (isSelf(actor, target)) throw new ApiError('forbidden', 'Nobody bans themselves.');
    return 'banned';
  }
  if (actor.kind !== 'participant')
    return reason ?? (actor.kind === 'admin' || actor.kind === 'site' ? 'removed' : 'left');
  if (isSelf(actor, target)) return reason === 'failed' ? 'failed' : 'left';
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
