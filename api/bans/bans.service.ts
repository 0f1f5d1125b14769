import type { Ban, Page } from '../../protocol/rest.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { Actor } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Cause } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { ApiError } from '../http/errors.ts';
import { validationFailed } from '../http/validate.ts';
import type { ChangeRoom, RoomChange } from '../rooms/room-change.ts';
import type { Place, RoomsService } from '../rooms/rooms.service.ts';
import { presentBan } from './ban.presenter.ts';
import type { BanDigest } from './ban-digest.ts';
import type { CreateBan, ListBans } from './bans.schema.ts';
import { isBanned } from './is-banned.ts';

interface Deps {
  db: Database;
  clock: Clock;
  newId: () => string;
  changeRoom: ChangeRoom;
  rooms: Pick<RoomsService, 'placeOf'>;
  audit: Pick<AuditService, 'record'>;
  digest: BanDigest;
  /** Makes every stay of the agent in the room end; throws if the actor may not (any more). */
  expel(change: RoomChange, actor: Actor, agentId: string): Promise<void>;
}

/** Where a ban holds. */
type Name = Pick<Place, 'siteId' | 'slug'>;

interface Entry {
  agentId: string;
  reason?: string | undefined;
  expiresAt?: Date | null | undefined;
}

export type BansService = ReturnType<typeof createBansService>;

/** Bans: by site, slug and agent, whichever room has the slug. */
export function createBansService({ db, clock, newId, changeRoom, rooms, audit, digest, expel }: Deps) {
  async function managed(actor: Actor, roomRef: string): Promise<Place> {
    const place = await rooms.placeOf(actor, roomRef);
    // A moderator moderates the open room it is in.
    authorize(actor, 'bans:manage', { id: place.roomId ?? '', slug: place.slug });
    return place;
  }

  function inForce(tx: Sql, { siteId, slug }: Name, now: Date) {
    return tx
      .selectFrom('bans')
      .where('siteId', '=', siteId)
      .where('slug', '=', slug)
      .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]));
  }

  const namesOf = (siteId: string, agentId: string) => [agentId, digest(siteId, agentId)];

  /** Within the change that removes the agent. What has expired there meanwhile is cleared away. */
  async function add(tx: Sql, actor: Actor, place: Place, entry: Entry, now: Date): Promise<Ban> {
    const { siteId, slug, roomId } = place;
    const values = { reason: entry.reason ?? null, createdAt: now, expiresAt: entry.expiresAt ?? null };
    await tx
      .deleteFrom('bans')
      .where('siteId', '=', siteId)
      .where('slug', '=', slug)
      .where('expiresAt', '<=', now)
      .execute();
    const row = await tx
      .insertInto('bans')
      .values({ id: newId(), siteId, slug, agentId: entry.agentId, ...values })
      .onConflict((conflict) => conflict.columns(['siteId', 'slug', 'agentId']).doUpdateSet(values))
      .returningAll()
      .executeTakeFirstOrThrow();
    const { id: _, createdAt: __, agentId, ...details } = presentBan(row);
    await audit.record(tx, {
      actor,
      siteId,
      action: 'ban.created',
      ...(roomId && { roomId }),
      targetId: agentId,
      details,
    });
    return presentBan(row);
  }

  return {
    /** Those of a site that is deleted, with the transaction that does it. */
    async removeAll(tx: Sql, siteId: string): Promise<void> {
      await tx.deleteFrom('bans').where('siteId', '=', siteId).execute();
    },

    add,

    /** What a ban of the agent may be under: its id, or what stands for it once it was erased. */
    namesOf,

    /** Throws `banned` if the agent may not join rooms of that slug now. */
    async refuse(tx: Sql, name: Name, agentId: string, now: Date): Promise<void> {
      const { siteId, slug } = name;
      const banned = isBanned({ siteId, slug, names: namesOf(siteId, agentId), now });
      const row = await tx.selectNoFrom(banned.as('banned')).executeTakeFirstOrThrow();
      if (row.banned) throw new ApiError('banned');
    },

    /** The agent's bans hold on without its id: a digest stands for it, and no reason is kept. Returns how many. */
    async erase(tx: Sql, siteId: string, agentId: string): Promise<number> {
      const alias = digest(siteId, agentId);
      const theirs = tx.selectFrom('bans').where('siteId', '=', siteId).where('agentId', '=', agentId);
      const slugs = (await theirs.select('slug').execute()).map(({ slug }) => slug);
      if (slugs.length === 0) return 0;
      // Erased before and banned again: the later ban is the one that counts.
      await tx
        .deleteFrom('bans')
        .where('siteId', '=', siteId)
        .where('agentId', '=', alias)
        .where('slug', 'in', slugs)
        .execute();
      await tx
        .updateTable('bans')
        .set({ agentId: alias, reason: null })
        .where('siteId', '=', siteId)
        .where('agentId', '=', agentId)
        .execute();
      return slugs.length;
    },

    /** Those in force, newest first. */
    async list(actor: Actor, roomRef: string, page: ListBans): Promise<Page<Ban>> {
      const rows = inForce(db.sql, await managed(actor, roomRef), clock()).selectAll();
      return readPage(rows, { by: ['createdAt', 'id'] }, page, presentBan);
    },

    async create(actor: Actor, roomRef: string, body: CreateBan, cause?: Cause): Promise<Ban> {
      const place = await managed(actor, roomRef);
      const now = clock();
      if (body.expiresAt && body.expiresAt <= now) {
        throw validationFailed([{ path: 'body.expiresAt', message: 'Must be in the future' }]);
      }
      const within = async (change: RoomChange) => {
        const ban = await add(change.tx, actor, place, body, change.now);
        await expel(change, actor, body.agentId);
        return ban;
      };
      if (place.roomId) return (await changeRoom(place.roomId, within, cause)).result;
      const ban = await db.transaction((tx) => add(tx, actor, place, body, now));
      // Who came in before the ban stood is in a room that is open by now.
      const { roomId } = await rooms.placeOf(actor, roomRef);
      if (roomId) await changeRoom(roomId, (change) => expel(change, actor, body.agentId), cause);
      return ban;
    },

    /** Who is not banned stays so. */
    async lift(actor: Actor, roomRef: string, agentId: string): Promise<void> {
      const { siteId, slug, roomId } = await managed(actor, roomRef);
      await db.transaction(async (tx) => {
        const rows = await tx
          .deleteFrom('bans')
          .where('siteId', '=', siteId)
          .where('slug', '=', slug)
          .where('agentId', 'in', [agentId, digest(siteId, agentId)])
          .returning('expiresAt')
          .execute();
        if (!rows.some(({ expiresAt }) => !expiresAt || expiresAt > clock())) return;
        const act = { actor, siteId, action: 'ban.lifted', targetId: agentId, details: { slug } } as const;
        await audit.record(tx, { ...act, ...(roomId && { roomId }) });
      });
    },
  };
}
