import { type SelectQueryBuilder, sql } from 'kysely';
import type { Page } from '../../protocol/rest.ts';
import { type PageQuery, toPage } from '../http/pagination.ts';

interface Order<At extends string, Id extends string> {
  /** The time that the list goes by, and what tells apart those of the same moment. */
  by: readonly [At, Id];
  oldestFirst?: boolean;
}

/** One page of what a query finds, in order of time. Compared as a row, a cursor is found by the index of both columns. */
export async function readPage<DB, TB extends keyof DB, At extends string, Id extends string, Row, T>(
  query: SelectQueryBuilder<DB, TB, Row & Record<At, Date> & Record<Id, string>>,
  { by, oldestFirst = false }: Order<At, Id>,
  { limit, cursor }: PageQuery,
  present: (row: Row & Record<At, Date> & Record<Id, string>) => T,
): Promise<Page<T>> {
  const [at, id] = by;
  const direction = oldestFirst ? 'asc' : 'desc';
  let rows = query
    .orderBy(sql.ref(at), direction)
    .orderBy(sql.ref(id), direction)
    .limit(limit + 1);
  if (cursor) {
    const isAfter = sql.raw(oldestFirst ? '>' : '<');
    rows = rows.where(sql<boolean>`(${sql.ref(at)}, ${sql.ref(id)}) ${isAfter} (${cursor.at}, ${cursor.id})`);
  }
  return toPage(await rows.execute(), limit, (row) => ({ at: row[at], id: row[id] }), present);
}
