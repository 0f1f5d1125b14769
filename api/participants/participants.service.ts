import type { AuditAction } from '../../protocol/audit.ts';
import { isUuid } from '../../protocol/guards.ts';
import type { IceGrant, JoinResult, Metadata, Participant, Signaling } from '../../protocol/rest.ts';
import { canMove, type LeaveReason, PARTICIPANT_TRANSITIONS, type ParticipantStatus } from '../../protocol/states.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, goneError, SYSTEM } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import { expiryOf } from '../bans/ban-expiry.ts';
import type { BansService } from '../bans/bans.service.ts';
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
import { eraseStays, staysOf } from './erase-stays.ts';
import { handMoved } from './hand.ts';
import { asTold, joinWithin } from './joining.ts';
import { leaveWithin } from './leaving.ts';
import { actorNow, keepModerator, muting, succeedWithin } from './moderators.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';
import { createParticipantQueries } from './participant-queries.ts';
import {
  findParticipant,
  patchParticipant,
  presentIn,
  roomsWithSilent,
  touchParticipants,
} from './participant-store.ts';
import { type Leaving, leaveReason, mayBeat, mayUpdate } from './participants.policy.ts';
import type { Join, UpdateParticipant } from './participants.schema.ts';

/** A slug's room may close between finding it and joining it; then there is a new one. */
const JOIN_ATTEMPTS = 3;

type Patch = Parameters<typeof patchParticipant>[2] | null;

interface Deps {
  db: Database;
  clock: Clock;
  changeRoom: ChangeRoom;
  newId: () => string;
  rooms: RoomsService;
  sessions: SessionsService;
  bans: Pick<BansService, 'add' | 'refuse' | 'namesOf'>;
  audit: Pick<AuditService, 'record'>;
  tokens: TokensService;
  ice: IceService;
  /** Where to register for signalling: absolute, or below the server's own URL. */
  peerUrl: string;
}

export type { Snapshot } from './participant-queries.ts';
export type ParticipantsService = ReturnType<typeof createParticipantsService>;

export function createParticipantsService(deps: Deps) {
  const { db, clock, changeRoom, rooms, sessions, bans, audit, tokens, ice } = deps;
  const queries = createParticipantQueries(deps);
  const { inRoom, recordOf } = queries;

  async function signaling(stay: { participantId: string; roomId: string }): Promise<Signaling> {
    return { url: deps.peerUrl, peerId: stay.participantId, ...(await tokens.mintTicket(stay)) };
  }

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

  /** Writes down what was done to a participant, with the change that does it. */
  async function record(
    { tx, room }: RoomChange,
    actor: Actor,
    action: AuditAction,
    { id, agentId }: ParticipantRecord,
    details: Metadata = {},
  ): Promise<void> {
    const act = { actor, siteId: room.siteId, action, roomId: room.id, targetId: id };
    await audit.record(tx, { ...act, details: { agentId, ...details } });
  }

  /** Makes them leave, within a change of the room. */
  async function leaveNow(
    room: RoomChange,
    actor: Actor,
    who: (row: ParticipantRecord) => boolean,
    reason: LeaveReason,
  ): Promise<number> {
    const present = await presentIn(room.tx, room.room.id);
    const leaving = present.filter(who);
    if (leaving.length === 0) return 0;
    const staying = present.filter((row) => !leaving.includes(row));
    await leaveWithin(room, sessions, leaving, reason);
    if (reason === 'removed' || reason === 'banned') {
      for (const row of leaving) await record(room, actor, 'participant.removed', row, { reason });
    }
    await succeed(room, staying);
    await room.settle(staying.length);
    return leaving.length;
  }

  /** Within a change after which these are in the room: it may want another moderator. */
  async function succeed(room: RoomChange, staying: ParticipantRecord[]): Promise<void> {
    const next = await succeedWithin(room, staying);
    if (next) await record(room, SYSTEM, 'participant.role_changed', next, { from: next.role, to: 'moderator' });
  }

  async function joinOnce(actor: Actor, roomRef: string, body: Join, cause?: Cause) {
    const { roomId, created } = await rooms.openForJoin(actor, roomRef, (place) =>
      bans.refuse(db.sql, place, asTold(actor, body).agentId, clock()),
    );
    const participantId = deps.newId();
    const sessionId = deps.newId();
    const { result, seq } = await changeRoom(
      roomId,
      async (room) => {
        const request = { actor, body, participantId, sessionId, created };
        const joined = await joinWithin(room, { sessions, bans, succeed }, request);
        return { ...joined, room: presentRoom(room.room, joined.peers.length + 1) };
      },
      cause,
    );
    const stay = { participantId, roomId };
    const [token, signalled] = await Promise.all([tokens.mintParticipantToken(stay), signaling(stay)]);
    const full: JoinResult = { ...result, token, ...ice.grant(participantId), signaling: signalled };
    return { result: full, seq };
  }

  return {
    ...queries,
    actorNow,

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
      const { serverMuted, role, handRaised, ...wishes } = body;
      if ((serverMuted ?? role ?? handRaised) === undefined) return change(row, () => wishes, cause);
      return change(
        row,
        async (now, room) => {
          const asking = await actorNow(room.tx, actor);
          mayUpdate(asking, now, body);
          if (role !== undefined && role !== 'moderator') await keepModerator(room, asking, now);
          const muted = muting(asking, now, serverMuted);
          if (muted.serverMuted !== undefined) {
            await record(room, asking, muted.serverMuted ? 'participant.muted' : 'participant.unmuted', now);
          }
          if (role && role !== now.role) {
            await record(room, asking, 'participant.role_changed', now, { from: now.role, to: role });
          }
          return { ...wishes, ...(role && { role }), ...muted, ...handMoved(now, room.now, handRaised) };
        },
        cause,
      );
    },

    /** Leaves or is removed, and with a `ban` every stay of its agent with it; who is gone already stays so, but is banned. */
    async leave(actor: Actor, roomRef: string, id: string, how: Leaving = {}, cause?: Cause): Promise<void> {
      const { row } = await inRoom(actor, roomRef, id);
      const { agentId, roomId, status } = row;
      const target = { id, roomId };
      const reason = leaveReason(actor, target, how);
      if (status === 'left' && !how.ban) return;
      await changeRoom(
        roomId,
        async (room) => {
          const asking = await actorNow(room.tx, actor);
          leaveReason(asking, target, how);
          if (!how.ban) return leaveNow(room, asking, (other) => other.id === id, reason);
          const { siteId, slug } = room.room;
          const entry = { agentId, expiresAt: expiryOf(how.ban, room.now) };
          await bans.add(room.tx, asking, { siteId, slug, roomId }, entry, room.now);
          return leaveNow(room, asking, (other) => other.agentId === agentId, reason);
        },
        cause,
      );
    },

    /** Within a change of the room: whoever has just been banned leaves. */
    async expel(room: RoomChange, actor: Actor, agentId: string): Promise<void> {
      const asking = await actorNow(room.tx, actor);
      authorize(asking, 'bans:manage', room.room);
      await leaveNow(room, asking, (row) => row.agentId === agentId, 'banned');
    },

    /** Makes every stay of the agent end, in all rooms of the site. */
    async removeAgent(siteId: string, agentId: string): Promise<void> {
      const rows = await staysOf(db.sql, siteId, agentId).where('participants.status', '<>', 'left').execute();
      for (const { roomId } of rows) {
        await changeRoom(roomId, (room) => leaveNow(room, SYSTEM, (row) => row.agentId === agentId, 'removed'));
      }
    },

    eraseStays,

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
        const { result } = await changeRoom(roomId, (room) =>
          leaveNow(room, SYSTEM, (row) => row.lastSeenAt < before, 'timeout'),
        );
        count += result;
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
