import { sql } from 'kysely';
import { isSlug, isUuid } from '../../protocol/guards.ts';
import type { Metadata, Page, Room } from '../../protocol/rest.ts';
import type { CloseReason, RoomStatus } from '../../protocol/states.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, DEFAULT_SITE, siteOf } from '../auth/actor.ts';
import { authorize, authorizeSlug, type RoomRef, seesThePast } from '../auth/scopes.ts';
import type { Bus, Cause } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { ApiError } from '../http/errors.ts';
import { toPage } from '../http/pagination.ts';
import { validationFailed } from '../http/validate.ts';
import type { SiteRow } from '../sites/site.entity.ts';
import type { SitesService } from '../sites/sites.service.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import { createCloseRooms } from './closing-rooms.ts';
import { listRooms, type Narrowed } from './listing-rooms.ts';
import { createMakeRoom } from './making-rooms.ts';
import { presentRoom } from './room.presenter.ts';
import type { ChangeRoom, RoomChange } from './room-change.ts';
import { createRoomStore } from './room-store.ts';
import { type CreateRoom, type ListRooms, SLUG_RULE, type UpdateRoom } from './rooms.schema.ts';
import { slugAttempt, slugify } from './slug.ts';

const MAX_SLUG_ATTEMPTS = 50;

interface Deps {
  db: Database;
  bus: Bus;
  outbox: Outbox;
  clock: Clock;
  changeRoom: ChangeRoom;
  newId: () => string;
  audit: Pick<AuditService, 'record'>;
  /** For rooms that do not say. */
  maxParticipants: number;
  /** Who asks, as of now. */
  actorNow(tx: Sql, actor: Actor): Promise<Actor>;
  sites: Pick<SitesService, 'rowOf'>;
  /** Makes everybody in the room leave because it closes. */
  leaveAll(change: RoomChange): Promise<void>;
}

interface Updating {
  cause?: Cause;
  /** Throws unless the room is as the caller thinks it is; nothing can change it between this and the update. */
  precondition?: (room: Room) => void;
}

/** What is meant by a slug, whether or not a room has it now, or by a room's id. */
export interface Place {
  siteId: string;
  slug: string;
  /** The room of that id, or the open one of that slug. */
  roomId: string | null;
}

interface Opened {
  roomId: string;
  created: boolean;
}

export type RoomsService = ReturnType<typeof createRoomsService>;

/** Rooms: by id any, by slug the open one. */
export function createRoomsService(deps: Deps) {
  const { db, changeRoom } = deps;
  const makeRoom = createMakeRoom(deps);

  const { find, seek } = createRoomStore(db);
  const { close, closeOfSite, closeExpired } = createCloseRooms(deps);

  /** The room of the actor's site, by id any, by slug the open one; throws `room_not_found`. Asks nobody's permission. */
  async function locate(actor: Actor, ref: string): Promise<Required<RoomRef>> {
    const room = await seek(actor, ref);
    if (!room) throw new ApiError('room_not_found');
    return room;
  }

  /** In the actor's site. A slug needs no room; an id does: throws `room_not_found`. Asks nobody's permission. */
  async function placeOf(actor: Actor, ref: string): Promise<Place> {
    const siteId = siteOf(actor) ?? DEFAULT_SITE;
    const room = isSlug(ref) ? await seek(actor, ref) : await locate(actor, ref);
    return { siteId, slug: room?.slug ?? ref, roomId: room?.id ?? null };
  }

  const siteFor = (actor: Actor) => deps.sites.rowOf(siteOf(actor) ?? DEFAULT_SITE);

  function checkSize(site: SiteRow, { maxParticipants }: UpdateRoom): void {
    if (!maxParticipants || !site.maxParticipants || maxParticipants <= site.maxParticipants) return;
    throw validationFailed([{ path: 'body.maxParticipants', message: `At most ${site.maxParticipants} in this site` }]);
  }

  return {
    async create(actor: Actor, body: CreateRoom): Promise<Room> {
      authorize(actor, 'rooms:create');
      const site = await siteFor(actor);
      checkSize(site, body);
      if (body.slug) {
        const room = await makeRoom(site, body.slug, body);
        if (!room) throw new ApiError('slug_taken');
        return room;
      }
      const slug = slugify(body.name);
      for (let attempt = 1; attempt <= MAX_SLUG_ATTEMPTS; attempt += 1) {
        const room = await makeRoom(site, slugAttempt(slug, attempt), body);
        if (room) return room;
      }
      throw new ApiError('slug_taken', 'There are too many open rooms of this name: give a slug.');
    },

    /**
     * The room somebody wants to join; a slug that has no open room gets one, unless `refuse` throws. An id is taken as it is: whether
     * there is such a room, in the actor's site, is for whoever locks it.
     */
    async openForJoin(actor: Actor, ref: string, refuse: (place: Place) => Promise<void>): Promise<Opened> {
      authorize(actor, 'rooms:join');
      if (isUuid(ref)) return { roomId: ref.toLowerCase(), created: false };
      const found = await seek(actor, ref);
      if (found) return { roomId: found.id, created: false };
      if (!isSlug(ref)) throw validationFailed([{ path: 'room', message: SLUG_RULE }]);
      authorizeSlug(actor, ref);
      await refuse(await placeOf(actor, ref));
      const site = await siteFor(actor);
      if (actor.kind === 'visitor' && !site.createOnJoin) throw new ApiError('room_not_found');
      // Whose token says what they are is not made a moderator by coming first.
      const made = await makeRoom(site, ref, { name: ref }, actor.kind !== 'guest');
      return made ? { roomId: made.id, created: true } : { roomId: (await locate(actor, ref)).id, created: false };
    },

    /** Whether joining a slug without an open room makes one, as `openForJoin` has it. */
    async mayOpen(actor: Actor): Promise<boolean> {
      if (actor.kind === 'guest' || actor.kind === 'participant') return false;
      return actor.kind !== 'visitor' || (await siteFor(actor)).createOnJoin;
    },

    async get(actor: Actor, ref: string): Promise<Room> {
      const room = await find(actor, ref);
      authorize(actor, 'rooms:read', room);
      if (!room || (room.status === 'closed' && !seesThePast(actor))) throw new ApiError('room_not_found');
      return room;
    },

    /** By id any room, by slug the open one; null when there is none. Asks nobody's permission. */
    find,
    locate,

    placeOf,

    /** The open room; null when there is none. */
    async findOpen(actor: Actor, ref: string): Promise<Room | null> {
      const room = await find(actor, ref);
      return room && room.status !== 'closed' ? room : null;
    },

    /** How many rooms are open, by status. Asks nobody's permission. */
    async countOpen(): Promise<Partial<Record<RoomStatus, number>>> {
      const rows = await db.sql
        .selectFrom('rooms')
        .select(['status', sql<number>`count(*)::int`.as('count')])
        .where('status', 'in', ['created', 'waiting', 'active'])
        .groupBy('status')
        .execute();
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    },

    /** Newest first. */
    async list(actor: Actor, { status, slug, limit, cursor, ...asked }: ListRooms): Promise<Page<Room>> {
      authorize(actor, 'rooms:read');
      const siteId = siteOf(actor);
      const open = seesThePast(actor) ? asked.open : true;
      if (asked.open === false && open) return { data: [], nextCursor: null };
      // A room of some status is open or not.
      if (status && open !== undefined && open !== (status !== 'closed')) return { data: [], nextCursor: null };
      const narrowed: Narrowed = {
        ...(siteId !== null && { siteId }),
        ...ownRoom(actor),
        ...(status ? { status } : open !== undefined && { open }),
        ...(slug !== undefined && { slug }),
        ...(cursor && { afterAt: cursor.at, afterId: cursor.id }),
      };
      return toPage(
        await listRooms(db.sql, narrowed, limit + 1),
        limit,
        (row) => ({ at: row.createdAt, id: row.id }),
        (row) => presentRoom(row, row.participantCount ?? 0),
      );
    },

    async update(actor: Actor, ref: string, body: UpdateRoom, { cause, precondition }: Updating = {}): Promise<Room> {
      const room = await locate(actor, ref);
      const roomId = room.id;
      authorize(actor, 'rooms:update', room);
      const { settings, ...rest } = body;
      if (body.maxParticipants) checkSize(await siteFor(actor), body);
      if (actor.kind === 'participant' && Object.keys(rest).length > 0) {
        throw new ApiError('forbidden', 'A moderator may change the settings only.');
      }
      const { result } = await changeRoom(
        roomId,
        async (change) => {
          const asking = await deps.actorNow(change.tx, actor);
          authorize(asking, 'rooms:update', room);
          if (change.room.status === 'closed') throw new ApiError('room_closed');
          const count = await change.countPresent();
          precondition?.(presentRoom(change.room, count));
          await change.patch(settings ? { ...rest, settings: { ...change.room.settings, ...settings } } : rest);
          const act = { actor: asking, siteId: change.room.siteId, action: 'room.updated', roomId } as const;
          await deps.audit.record(change.tx, { ...act, details: definedOf(body) });
          const changed = presentRoom(change.room, count);
          change.emit({ type: 'room:updated', roomId, room: changed });
          return changed;
        },
        cause,
      );
      return result;
    },

    /** Everybody in it leaves. A room that is closed stays so. */
    async close(actor: Actor, ref: string, reason: CloseReason, { cause, precondition }: Updating = {}): Promise<void> {
      const room = await locate(actor, ref);
      authorize(actor, 'rooms:close', room);
      const recorded = async (change: RoomChange) => {
        const { tx, room: now } = change;
        precondition?.(presentRoom(now, await change.countPresent()));
        const act = { actor, siteId: now.siteId, action: 'room.closed', roomId: room.id } as const;
        await deps.audit.record(tx, { ...act, details: { reason } });
        return true;
      };
      await close(room.id, reason, recorded, cause);
    },

    /** Closes every open room of a site. */
    async closeAll(actor: Actor, siteId: string): Promise<void> {
      authorize(actor, 'rooms:close');
      await closeOfSite(siteId);
    },

    /** The rooms of a site that is deleted and their history, with the transaction that does it. */
    async removeAll(tx: Sql, siteId: string): Promise<void> {
      await tx.deleteFrom('rooms').where('siteId', '=', siteId).execute();
    },

    /** Tells everybody in an open room how it is now: whoever has missed something sees it by the number. */
    async announce(roomId: string): Promise<void> {
      await changeRoom(roomId, async (change) => {
        if (change.room.status === 'closed') return;
        change.emit({ type: 'room:updated', roomId, room: presentRoom(change.room, await change.countPresent()) });
      });
    },

    closeExpired,
  };
}

/** What a change names, as JSON. */
function definedOf(body: UpdateRoom): Metadata {
  return JSON.parse(JSON.stringify(body));
}

/** Whoever may see one room only lists that one. */
function ownRoom(actor: Actor): Narrowed {
  if (actor.kind === 'participant') return { id: actor.roomId };
  if (actor.kind !== 'guest') return {};
  return isUuid(actor.room) ? { id: actor.room } : { ownSlug: actor.room };
}
