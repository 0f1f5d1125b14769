import { isUuid } from '../../protocol/guards.ts';
import type { IceGrant, JoinResult, Signaling } from '../../protocol/rest.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, goneError } from '../auth/actor.ts';
import type { BansService } from '../bans/bans.service.ts';
import type { Cause } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';
import { ApiError } from '../http/errors.ts';
import type { IceService } from '../ice/ice.service.ts';
import { presentRoom } from '../rooms/room.presenter.ts';
import type { ChangeRoom } from '../rooms/room-change.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import type { TokensService } from '../tokens/tokens.service.ts';
import { createDepartures } from './departures.ts';
import { eraseStays } from './erase-stays.ts';
import { asTold, joinWithin } from './joining.ts';
import { actorNow } from './moderators.ts';
import { createParticipantQueries } from './participant-queries.ts';
import { touchParticipants } from './participant-store.ts';
import { mayBeat } from './participants.policy.ts';
import type { Join } from './participants.schema.ts';
import { createUpdates } from './updates.ts';

/** A slug's room may close between finding it and joining it; then there is a new one. */
const JOIN_ATTEMPTS = 3;

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

/** How somebody comes in. */
interface Coming {
  cause?: Cause;
  /** The id the participant gets, one that nobody else knows of. */
  reserved?: string | undefined;
  /** Throws unless this join may make a room, just before it does. */
  mayMake?: () => void;
}

export type { Snapshot } from './participant-queries.ts';
export type ParticipantsService = ReturnType<typeof createParticipantsService>;

export function createParticipantsService(deps: Deps) {
  const { db, clock, changeRoom, rooms, sessions, bans, tokens, ice } = deps;
  const queries = createParticipantQueries(deps);
  const { inRoom, recordOf } = queries;
  const { succeed, ...departures } = createDepartures({ ...deps, queries });

  async function signaling(stay: { participantId: string; roomId: string }): Promise<Signaling> {
    return { url: deps.peerUrl, peerId: stay.participantId, ...(await tokens.mintTicket(stay)) };
  }

  async function joinOnce(actor: Actor, roomRef: string, body: Join, { cause, reserved, mayMake }: Coming) {
    const participantId = reserved ?? deps.newId();
    const { roomId, created } = await rooms.openForJoin(actor, roomRef, async (place) => {
      await bans.refuse(db.sql, place, asTold(actor, body).agentId, clock());
      mayMake?.();
    });
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
    ...createUpdates({ ...deps, queries }),
    ...departures,
    actorNow,

    /** An id for somebody who may join later, and a ticket that opens a line in that name without admitting to any room. */
    async reserve(): Promise<{ participantId: string; signaling: Signaling }> {
      const participantId = deps.newId();
      const ticket = await tokens.mintReservation(participantId);
      return { participantId, signaling: { url: deps.peerUrl, peerId: participantId, ...ticket } };
    },

    /** Lets the agent into the room, which is made when a slug has none. `seq` is the room's after the join. */
    async join(
      actor: Actor,
      roomRef: string,
      body: Join,
      coming: Coming = {},
    ): Promise<{ result: JoinResult; seq: number }> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await joinOnce(actor, roomRef, body, coming);
        } catch (error) {
          const closedMeanwhile = error instanceof ApiError && error.code === 'room_closed' && !isUuid(roomRef);
          if (!closedMeanwhile || attempt === JOIN_ATTEMPTS) throw error;
        }
      }
    },

    eraseStays,

    /** A sign of life over REST, for a participant without a live socket. */
    async beat(actor: Actor, roomRef: string, id: string): Promise<void> {
      const { row } = await inRoom(actor, roomRef, id);
      mayBeat(actor, row);
      if (row.leaveReason) throw goneError(row.leaveReason);
      await touchParticipants(db, [id], clock());
    },

    /** Signs of life of everybody an instance has heard of: one statement. */
    touch: (ids: string[]) => touchParticipants(db, ids, clock()),

    /** A new ticket and new ICE servers for one who is in a room. */
    async freshAccess(id: string): Promise<{ signaling: Signaling } & IceGrant> {
      const row = await recordOf(id);
      if (row.leaveReason) throw goneError(row.leaveReason);
      return { signaling: await signaling({ participantId: row.id, roomId: row.roomId }), ...ice.grant(row.id) };
    },
  };
}
