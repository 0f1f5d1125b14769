import { type Expression, type SqlBool, sql } from 'kysely';
import { isSlug, isUuid } from '../../protocol/guards.ts';
import type { Room } from '../../protocol/rest.ts';
import { type Actor, siteOf } from '../auth/actor.ts';
import type { Database, Sql } from '../db/orm.ts';
import { prepare } from '../db/prepare.ts';
import { presentRoom, SHOWN } from './room.presenter.ts';

/** Rooms as they are shown, with how many are in them, before anything narrows them down. */
export function selectRooms(db: Sql) {
  return db
    .selectFrom('rooms')
    .select(SHOWN.map((property) => `rooms.${property}` as const))
    .select((eb) =>
      eb
        .selectFrom('participants')
        .select(sql<number>`count(*)::int`.as('count'))
        .whereRef('participants.roomId', '=', 'rooms.id')
        .where('participants.status', '<>', 'left')
        .as('participantCount'),
    );
}

/** Of that site; of any for null, which the server itself asks for. */
const inSite = (siteId: string | null): Expression<SqlBool> =>
  sql<boolean>`(${siteId}::text is null or rooms.site_id = ${siteId})`;

/** Finds the room that is meant in the actor's site: by id any, by slug the open one. */
export function createRoomStore(db: Database) {
  const byRef = prepare<{ siteId: string | null; ref: string }>();
  const byId = byRef((from, value) =>
    selectRooms(from)
      .where('rooms.id', '=', value('ref'))
      .where(inSite(value('siteId'))),
  );
  const bySlug = byRef((from, value) =>
    selectRooms(from)
      .where('rooms.slug', '=', value('ref'))
      .where('rooms.status', '<>', 'closed')
      .where(inSite(value('siteId'))),
  );
  const nameById = byRef((from, value) =>
    from
      .selectFrom('rooms')
      .select(['id', 'slug'])
      .where('id', '=', value('ref'))
      .where(inSite(value('siteId'))),
  );
  const nameBySlug = byRef((from, value) =>
    from
      .selectFrom('rooms')
      .select(['id', 'slug'])
      .where('slug', '=', value('ref'))
      .where('status', '<>', 'closed')
      .where(inSite(value('siteId'))),
  );

  return {
    async find(actor: Actor, ref: string): Promise<Room | null> {
      const siteId = siteOf(actor);
      const rows = isUuid(ref)
        ? await byId(db.sql, { siteId, ref: ref.toLowerCase() })
        : isSlug(ref)
          ? await bySlug(db.sql, { siteId, ref })
          : [];
      return rows[0] ? presentRoom(rows[0], rows[0].participantCount ?? 0) : null;
    },

    /** The two names of a room. */
    async seek(actor: Actor, ref: string): Promise<{ id: string; slug: string } | null> {
      const siteId = siteOf(actor);
      if (isUuid(ref)) return (await nameById(db.sql, { siteId, ref: ref.toLowerCase() }))[0] ?? null;
      return isSlug(ref) ? ((await nameBySlug(db.sql, { siteId, ref }))[0] ?? null) : null;
    },
  };
}
