import { isUuid } from '../../protocol/guards.ts';
import type { IceGrant, JoinResult, Participant, Signaling } from '../../protocol/rest.ts';
import { canMove, type LeaveReason, PARTICIPANT_TRANSITIONS, type ParticipantStatus } from '../../protocol/states.ts';
import { type Actor, goneError } from '../auth/actor.ts';
import type { Cause } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';
import { ApiError } from '../http/errors.ts';
import type { IceService } from '../ice/ice.service.ts';
import { presentRoom } from '../rooms/room.presenter.ts';
import type { ChangeRoom, RoomChange } from '../rooms/room-change.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import type { TokensService } from '../tokens/tokens.service.ts';
import { joinWithin } from './joining.ts';
import { leaveWithin } from './leaving.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';
import { createParticipantQueries } from './participant-queries.ts';
import {
  findParticipant,
  patchParticipant,
  presentIn,
  roomsWithSilent,
  touchParticipants,
} from './participant-store.ts';
import { leaveReason, mayBeat, mayUpdate } from './participants.policy.ts';
import type { Join, UpdateParticipant } from './participants.schema.ts';

/** A slug's room may close between finding it and joining it; then there is a new one. */
const JOIN_ATTEMPTS = 3;

interface Deps {
  db: Database;
  clock: Clock;
  changeRoom: ChangeRoom;
  newId: () => string;
  rooms: RoomsService;
  sessions: SessionsService;
  tokens: TokensService;
  ice: IceService;
  /** Where to register for signalling: absolute, or below the server's own URL. */
  peerUrl: string;
}

export type { Snapshot } from './participant-queries.ts';
export type ParticipantsService = ReturnType<typeof createParticipantsService>;

export function createParticipantsService(deps: Deps) {
  const { db, clock, changeRoom, rooms, sessions, tokens, ice } = deps;
  const queries = createParticipantQueries(deps);
  const { inRoom, recordOf } = queries;

  async function signaling(stay: { participantId: string; roomId: string }): Promise<Signaling> {
    return { url: deps.peerUrl, peerId: stay.participantId, ...(await tokens.mintTicket(stay)) };
  }

  /** Changes one who is in the room, within a change of the room, and tells everybody if anything is different. */
  async function change(
    row: ParticipantRecord,
    values: (now: ParticipantRecord) => Parameters<typeof patchParticipant>[2] | null,
    cause?: Cause,
  ): Promise<Participant> {
    const { result } = await changeRoom(
      row.roomId,
      async (room) => {
        const now = (await findParticipant(room.tx, row.id)) ?? row;
        if (now.leaveReason) throw goneError(now.leaveReason);
        const patch = values(now);
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

  /** Makes those of the room whom `who` picks leave; does nothing when it picks nobody who is there. */
  async function leave(
    roomId: string,
    reason: LeaveReason,
    who: (row: ParticipantRecord) => boolean,
    cause?: Cause,
  ): Promise<number> {
    const { result } = await changeRoom(
      roomId,
      async (room) => {
        const present = await presentIn(room.tx, roomId);
        const leaving = present.filter(who);
        if (leaving.length === 0) return 0;
        await leaveWithin(room, sessions, leaving, reason);
        await room.settle(present.length - leaving.length);
        return leaving.length;
      },
      cause,
    );
    return result;
  }

  async function joinOnce(actor: Actor, roomRef: string, body: Join, cause?: Cause) {
    const { roomId, created } = await rooms.openForJoin(actor, roomRef);
    const participantId = deps.newId();
    const { result, seq } = await changeRoom(
      roomId,
      async (room) => {
        const joined = await joinWithin(room, sessions, { actor, body, participantId, created });
        return { ...joined, room: presentRoom(room.room, joined.peers.length + 1) };
      },
      cause,
    );
    const stay = { participantId, roomId };
    const token = await tokens.mintParticipantToken(stay);
    const full: JoinResult = {
      ...result,
      token,
      ...ice.grant(participantId),
      signaling: await signaling(stay),
    };
    return { result: full, seq };
  }

  return {
    ...queries,

    /** Lets the agent into the room, which is made when a slug has none. `seq` is the room's after the join. */
    async join(actor: Actor, roomRef: string, body: Join, cause?: Cause): Promise<{ result: JoinResult; seq: number }> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await joinOnce(actor, roomRef, body, cause);
        } catch (error) {
          const closedMeanwhile = error instanceof ApiError && error.code === 'room_closed' && !isUuid(roomRef);
          if (!closedMeanwhile || attempt === JOIN_ATTEMPTS) throw error;
        }
      }
    },

    /** The participant can be reached: `connecting` or `disconnected` becomes `connected`. */
    ready: (id: string, cause?: Cause) => moveTo(id, 'connected', cause),

    /** The participant's live socket is gone; it may come back. */
    disconnected: (id: string, cause?: Cause) => moveTo(id, 'disconnected', cause),

    async update(actor: Actor, roomRef: string, id: string, body: UpdateParticipant, cause?: Cause) {
      const { row } = await inRoom(actor, roomRef, id);
      mayUpdate(actor, row, body);
      return change(row, () => body, cause);
    },

    /** Leaves or is removed; who is gone already stays so. */
    async leave(actor: Actor, roomRef: string, id: string, asked?: LeaveReason, cause?: Cause): Promise<void> {
      const { row } = await inRoom(actor, roomRef, id);
      const reason = leaveReason(actor, row, asked);
      if (row.status !== 'left') await leave(row.roomId, reason, (other) => other.id === id, cause);
    },

    /** Within a change that closes the room. */
    async leaveAll(room: RoomChange): Promise<void> {
      await leaveWithin(room, sessions, await presentIn(room.tx, room.room.id), 'room_closed');
    },

    /** A sign of life over REST, for a participant without a live socket. */
    async beat(actor: Actor, roomRef: string, id: string): Promise<void> {
      const { row } = await inRoom(actor, roomRef, id);
      mayBeat(actor, row);
      if (row.leaveReason) throw goneError(row.leaveReason);
      await touchParticipants(db, [id], clock());
    },

    /** Signs of life of everybody an instance has heard of: one statement. */
    touch: (ids: string[]) => touchParticipants(db, ids, clock()),

    /** Whoever has not been heard of since `before` leaves with reason `timeout`; returns how many. */
    async timeOutSilent(before: Date): Promise<number> {
      let count = 0;
      for (const roomId of await roomsWithSilent(db, before)) {
        count += await leave(roomId, 'timeout', (row) => row.lastSeenAt < before);
      }
      return count;
    },

    /** A new ticket and new ICE servers for one who is in a room. */
    async freshAccess(id: string): Promise<{ signaling: Signaling } & IceGrant> {
      const row = await recordOf(id);
      if (row.leaveReason) throw goneError(row.leaveReason);
      return { signaling: await signaling({ participantId: row.id, roomId: row.roomId }), ...ice.grant(row.id) };
    },
  };
}
