import type { Participant } from '../../protocol/rest.ts';
import { canMove, PARTICIPANT_TRANSITIONS, type ParticipantStatus } from '../../protocol/states.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, goneError } from '../auth/actor.ts';
import type { Cause } from '../bus/bus.ts';
import { ApiError } from '../http/errors.ts';
import type { Precondition } from '../http/etag.ts';
import type { ChangeRoom, RoomChange } from '../rooms/room-change.ts';
import { handMoved } from './hand.ts';
import { actorNow, keepModerator, muting } from './moderators.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';
import type { ParticipantQueries } from './participant-queries.ts';
import { findParticipant, patchParticipant } from './participant-store.ts';
import { mayUpdate } from './participants.policy.ts';
import type { UpdateParticipant } from './participants.schema.ts';
import { recordAct } from './record-act.ts';

type Patch = Parameters<typeof patchParticipant>[2] | null;

interface Deps {
  changeRoom: ChangeRoom;
  audit: Pick<AuditService, 'record'>;
  queries: Pick<ParticipantQueries, 'inRoom' | 'recordOf'>;
}

/** What changes of participants while they are in the room. */
export function createUpdates({ changeRoom, audit, queries: { inRoom, recordOf } }: Deps) {
  /** Changes one who is in the room, within a change of the room, and tells everybody if anything is different. */
  async function change(
    row: ParticipantRecord,
    values: (now: ParticipantRecord, room: RoomChange) => Patch | Promise<Patch>,
    cause?: Cause,
  ): Promise<Participant> {
    const { result } = await changeRoom(
      row.roomId,
      async (room) => {
        const now = (await findParticipant(room.tx, row.id)) ?? row;
        if (now.leaveReason) throw goneError(now.leaveReason);
        const patch = await values(now, room);
        if (!patch || Object.keys(patch).length === 0) return presentParticipant(now);
        const participant = presentParticipant(await patchParticipant(room.tx, row.id, patch));
        room.emit({ type: 'room:participant-updated', roomId: row.roomId, participant });
        return participant;
      },
      cause,
    );
    return result;
  }

  async function moveTo(id: string, status: ParticipantStatus, cause?: Cause): Promise<Participant> {
    return change(
      await recordOf(id),
      (now) => {
        if (now.status === status) return null;
        if (canMove<ParticipantStatus>(PARTICIPANT_TRANSITIONS, now.status, status)) return { status };
        throw new ApiError('invalid_transition', `A participant who is ${now.status} cannot become ${status}.`);
      },
      cause,
    );
  }

  return {
    /** The participant can be reached: `connecting` or `disconnected` becomes `connected`. */
    ready: (id: string, cause?: Cause) => moveTo(id, 'connected', cause),

    /** The participant's live socket is gone; it may come back. */
    disconnected: (id: string, cause?: Cause) => moveTo(id, 'disconnected', cause),

    async update(
      actor: Actor,
      roomRef: string,
      id: string,
      body: UpdateParticipant,
      cause?: Cause,
      precondition?: Precondition,
    ): Promise<Participant> {
      const { row } = await inRoom(actor, roomRef, id);
      mayUpdate(actor, row, body);
      const { serverMuted, role, handRaised, ...wishes } = body;
      const moderating = (serverMuted ?? role ?? handRaised) !== undefined;
      return change(
        row,
        async (now, room) => {
          precondition?.(presentParticipant(now));
          if (!moderating) return wishes;
          const asking = await actorNow(room.tx, actor);
          mayUpdate(asking, now, body);
          if (role !== undefined && role !== 'moderator') await keepModerator(room, asking, now);
          const muted = muting(asking, now, serverMuted);
          if (muted.serverMuted !== undefined) {
            await recordAct(audit, room, asking, muted.serverMuted ? 'participant.muted' : 'participant.unmuted', now);
          }
          if (role && role !== now.role) {
            await recordAct(audit, room, asking, 'participant.role_changed', now, { from: now.role, to: role });
          }
          return { ...wishes, ...(role && { role }), ...muted, ...handMoved(now, room.now, handRaised) };
        },
        cause,
      );
    },
  };
}
