import { sql } from 'kysely';
import { isSlug, isUuid } from '../../protocol/guards.ts';
import type { Page, Participant, Room } from '../../protocol/rest.ts';
import { type Actor, type ParticipantActor, participantActor, siteOf } from '../auth/actor.ts';
import { authorize, authorizeSlug, type RoomRef, seesThePast } from '../auth/scopes.ts';
import type { Database } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { ApiError } from '../http/errors.ts';
import { presentRoom } from '../rooms/room.presenter.ts';
import type { ChangeRoom } from '../rooms/room-change.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';
import { findParticipant, findStay, presentIn } from './participant-store.ts';
import type { ListParticipants } from './participants.schema.ts';

interface Deps {
  db: Database;
  rooms: RoomsService;
  changeRoom: ChangeRoom;
}

/** A room as a watcher sees it first. */
export interface Snapshot {
  room: Room;
  participants: Participant[];
  seq: number;
}

export type ParticipantQueries = ReturnType<typeof createParticipantQueries>;

/** What can be asked about participants. */
export function createParticipantQueries({ db, rooms, changeRoom }: Deps) {
  async function recordOf(id: string): Promise<ParticipantRecord> {
    const row = isUuid(id) ? await findParticipant(db.sql, id) : undefined;
    if (!row) throw new ApiError('participant_not_found');
    return row;
  }

  /** The participant of that room of the actor's site; one of another room is not found. */
  async function inRoom(actor: Actor, roomRef: string, id: string): Promise<{ row: ParticipantRecord; room: RoomRef }> {
    const ref = isUuid(roomRef) ? roomRef.toLowerCase() : roomRef;
    const isPossible = isUuid(id) && (isUuid(ref) || isSlug(ref));
    const found = isPossible ? await findStay(db.sql, { id, siteId: siteOf(actor), ref }) : undefined;
    if (found) return found;
    await rooms.locate(actor, roomRef);
    throw new ApiError('participant_not_found');
  }

  return {
    recordOf,
    inRoom,

    async get(actor: Actor, roomRef: string, id: string): Promise<Participant> {
      const { row, room } = await inRoom(actor, roomRef, id);
      authorize(actor, 'participants:read', room);
      if (row.status === 'left' && !seesThePast(actor)) {
        await rooms.get(actor, roomRef);
        throw new ApiError('participant_not_found');
      }
      return presentParticipant(row);
    },

    /** In order of joining. */
    async list(actor: Actor, roomRef: string, query: ListParticipants): Promise<Page<Participant>> {
      const room = await rooms.get(actor, roomRef);
      authorize(actor, 'participants:read', room);
      const present = seesThePast(actor) ? query.present : true;
      if (query.present === false && present) return { data: [], nextCursor: null };
      let rows = db.sql.selectFrom('participants').selectAll().where('roomId', '=', room.id);
      if (present !== undefined) rows = rows.where('status', present ? '<>' : '=', 'left');
      return readPage(rows, { by: ['joinedAt', 'id'], oldestFirst: true }, query, presentParticipant);
    },

    /** Those who are in the room, in order of joining. Asks nobody's permission. */
    async listPresent(roomId: string): Promise<Participant[]> {
      return (await presentIn(db.sql, roomId)).map(presentParticipant);
    },

    /** How many are in any room. Asks nobody's permission. */
    async countPresent(): Promise<number> {
      const row = await db.sql
        .selectFrom('participants')
        .select(sql<number>`count(*)::int`.as('count'))
        .where('status', '<>', 'left')
        .executeTakeFirstOrThrow();
      return row.count;
    },

    /** The room, who is in it and the `seq` of that moment, between two changes; null when there is none that the actor sees. */
    async snapshot(actor: Actor, roomRef: string): Promise<Snapshot | null> {
      const found = await rooms.find(actor, roomRef);
      authorize(actor, 'participants:read', found);
      if (!found && !isUuid(roomRef)) authorizeSlug(actor, roomRef);
      if (!found || (found.status === 'closed' && !seesThePast(actor))) return null;
      const { result, seq } = await changeRoom(found.id, async (room) => {
        const participants = (await presentIn(room.tx, found.id)).map(presentParticipant);
        return { participants, room: presentRoom(room.room, participants.length) };
      });
      return { ...result, seq };
    },

    /** Who the holder of a participant token is now; null when there was no such stay. */
    async findActor(id: string): Promise<ParticipantActor | null> {
      const row = await db.sql
        .selectFrom('participants')
        .innerJoin('rooms', 'rooms.id', 'participants.roomId')
        .selectAll('participants')
        .select('rooms.siteId')
        .where('participants.id', '=', id)
        .executeTakeFirst();
      return row ? participantActor(presentParticipant(row), row.siteId) : null;
    },
  };
}
