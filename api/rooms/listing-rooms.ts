import type { RoomStatus } from '../../protocol/states.ts';
import type { Sql } from '../db/orm.ts';
import { prepare } from '../db/prepare.ts';
import { selectRooms } from './room-store.ts';

/** What a list is narrowed down to: what is missing does not narrow it. */
export type Narrowed = {
  siteId?: string;
  id?: string;
  slug?: string;
  /** The one slug that the caller may see. */
  ownSlug?: string;
  status?: RoomStatus;
  /** Whether it is not closed. */
  open?: boolean;
  /** Where the page before ended. */
  afterAt?: Date;
  afterId?: string;
};

type Asked = Required<Narrowed> & { limit: number };

/** One statement for each way of narrowing down. */
const statements = new Map<string, ReturnType<typeof statementFor>>();

function statementFor(given: Narrowed) {
  return prepare<Asked>()((from, value) => {
    let query = selectRooms(from).orderBy('rooms.createdAt', 'desc').orderBy('rooms.id', 'desc').limit(value('limit'));
    if (given.siteId !== undefined) query = query.where('rooms.siteId', '=', value('siteId'));
    if (given.id !== undefined) query = query.where('rooms.id', '=', value('id'));
    if (given.slug !== undefined) query = query.where('rooms.slug', '=', value('slug'));
    if (given.ownSlug !== undefined) query = query.where('rooms.slug', '=', value('ownSlug'));
    if (given.status !== undefined) query = query.where('rooms.status', '=', value('status'));
    if (given.open !== undefined) query = query.where('rooms.status', given.open ? '<>' : '=', 'closed');
    if (given.afterAt === undefined) return query;
    return query.where((eb) =>
      eb.or([
        eb('rooms.createdAt', '<', value('afterAt')),
        eb.and([eb('rooms.createdAt', '=', value('afterAt')), eb('rooms.id', '<', value('afterId'))]),
      ]),
    );
  });
}

/** Newest first. */
export function listRooms(db: Sql, given: Narrowed, limit: number) {
  const shape = `${Object.keys(given)} ${given.open}`;
  const statement = statements.get(shape) ?? statementFor(given);
  statements.set(shape, statement);
  return statement(db, { ...given, limit } as Asked);
}
