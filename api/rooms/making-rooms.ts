import { sql } from 'kysely';
import type { Room } from '../../protocol/rest.ts';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { ApiError } from '../http/errors.ts';
import type { SiteRow } from '../sites/site.entity.ts';
import { LISTENERS, type Outbox } from '../webhooks/outbox.ts';
import { presentRoom } from './room.presenter.ts';
import type { CreateRoom } from './rooms.schema.ts';

interface Deps {
  db: Database;
  bus: Bus;
  outbox: Outbox;
  clock: Clock;
  newId: () => string;
  /** For rooms that do not say, in sites that do not say. */
  maxParticipants: number;
}

/** Makes a room in a site; null when an open one has the slug already. Throws `room_limit_reached`. */
export type MakeRoom = (site: SiteRow, slug: string, body: CreateRoom, madeByJoin?: boolean) => Promise<Room | null>;

export function createMakeRoom({ db, bus, outbox, clock, newId, maxParticipants }: Deps): MakeRoom {
  return async (site, slug, body, madeByJoin = false) => {
    const now = clock();
    const made = await db.transaction(async (tx) => {
      await refuseTooMany(tx, site);
      const row = await tx
        .insertInto('rooms')
        .values({
          id: newId(),
          siteId: site.id,
          slug,
          name: body.name,
          madeByJoin,
          maxParticipants: body.maxParticipants ?? site.maxParticipants ?? maxParticipants,
          settings: { ...site.settings, ...body.settings },
          metadata: body.metadata ?? {},
          createdAt: now,
          updatedAt: now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .returning(LISTENERS.as('listeners'))
        .executeTakeFirst();
      if (!row) return null;
      const room = presentRoom(row, 0);
      const facts = [{ type: 'room.created', data: room } as const];
      return { room, reported: await outbox.record(tx, room.id, row.listeners, facts, now) };
    });
    if (!made) return null;
    const { room, reported } = made;
    if (reported) outbox.announce();
    await bus.publish({ type: 'room:created', roomId: room.id, siteId: site.id, room });
    return room;
  };
}

/** Of two rooms that are made at once the second waits, and counts the first. */
async function refuseTooMany(tx: Sql, { id, limits: { maxOpenRooms } }: SiteRow): Promise<void> {
  if (!maxOpenRooms) return;
  await tx.selectFrom('sites').select('id').where('id', '=', id).forUpdate().execute();
  const { open } = await tx
    .selectFrom('rooms')
    .select(sql<number>`count(*)::int`.as('open'))
    .where('siteId', '=', id)
    .where('status', '<>', 'closed')
    .executeTakeFirstOrThrow();
  if (open >= maxOpenRooms) throw new ApiError('room_limit_reached', `At most ${maxOpenRooms} open rooms.`);
}
