import { type Actor, participantActor } from '../auth/actor.ts';
import type { Sql } from '../db/orm.ts';
import { ApiError } from '../http/errors.ts';
import type { RoomChange } from '../rooms/room-change.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';
import { findParticipant, patchParticipant, presentIn } from './participant-store.ts';

/** Who asks, as of now: between a request and the room's lock somebody else may have changed what the actor may do. */
export async function actorNow(tx: Sql, actor: Actor): Promise<Actor> {
  if (actor.kind !== 'participant') return actor;
  const row = await findParticipant(tx, actor.participantId);
  return row ? participantActor(presentParticipant(row), actor.siteId) : actor;
}

/** A moderator who gives up the role leaves it to another. A backend may leave a room without one. */
export async function keepModerator(change: RoomChange, actor: Actor, target: ParticipantRecord): Promise<void> {
  if (actor.kind !== 'participant' || target.role !== 'moderator') return;
  const others = (await presentIn(change.tx, target.roomId)).filter(({ id }) => id !== target.id);
  if (others.some(({ role }) => role === 'moderator')) return;
  throw new ApiError('last_moderator', 'Make somebody else a moderator first.');
}

/**
 * Some left, those `staying` are left behind. A room that people made by joining it is always moderated by one of them: by whoever
 * may be heard and is there longest. Nobody could undo that one's server mute: it ends. In a room that a backend made, only it and
 * its moderators give roles. Returns the one who follows, as before.
 */
export async function succeedWithin(
  change: RoomChange,
  staying: ParticipantRecord[],
): Promise<ParticipantRecord | undefined> {
  if (!change.room.madeByJoin || staying.some(({ role }) => role === 'moderator')) return undefined;
  const next = staying.find(({ role, serverMuted }) => role === 'speaker' && !serverMuted) ?? staying[0];
  if (!next) return undefined;
  const values = { role: 'moderator', serverMuted: false, serverMutedBy: null } as const;
  const participant = presentParticipant(await patchParticipant(change.tx, next.id, values));
  change.emit({ type: 'room:participant-updated', roomId: next.roomId, participant });
  return next;
}

/** What setting or lifting a server mute changes. */
export function muting(
  actor: Actor,
  now: Pick<ParticipantRecord, 'serverMuted'>,
  serverMuted: boolean | undefined,
): Partial<Pick<ParticipantRecord, 'serverMuted' | 'serverMutedBy'>> {
  if (serverMuted === undefined || serverMuted === now.serverMuted) return {};
  return { serverMuted, serverMutedBy: serverMuted && actor.kind === 'participant' ? actor.participantId : null };
}
