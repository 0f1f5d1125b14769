import { sql } from 'kysely';
import type { ParticipantStatus } from '../../protocol/states.ts';
import type { Database, Sql } from '../db/orm.ts';
import { prepare } from '../db/prepare.ts';
import type { ParticipantRecord } from './participant.presenter.ts';

const present = prepare<{ roomId: string }>()((from, value) =>
  from
    .selectFrom('participants')
    .selectAll()
    .where('roomId', '=', value('roomId'))
    .where('status', '<>', 'left')
    .orderBy('joinedAt')
    .orderBy('id'),
);

/** Those who are in the room, in order of joining. */
export function presentIn(db: Sql, roomId: string): Promise<ParticipantRecord[]> {
  return present(db, { roomId });
}

const byId = prepare<{ id: string }>()((from, value) =>
  from.selectFrom('participants').selectAll().where('id', '=', value('id')),
);

export async function findParticipant(db: Sql, id: string): Promise<ParticipantRecord | undefined> {
  return (await byId(db, { id }))[0];
}

const stay = prepare<{ id: string; siteId: string | null; ref: string }>()((from, value) =>
  from
    .selectFrom('participants')
    .innerJoin('rooms', 'rooms.id', 'participants.roomId')
    .selectAll('participants')
    .select('rooms.slug as roomSlug')
    .where('participants.id', '=', value('id'))
    .where(sql<boolean>`(${value('siteId')}::text is null or rooms.site_id = ${value('siteId')})`)
    .where(
      sql<boolean>`${value('ref')}::text in (rooms.id::text, case when rooms.status <> 'closed' then rooms.slug end)`,
    ),
);

/** A participant of the room that is meant: by id any, by slug the open one. */
export async function findStay(
  db: Sql,
  asked: { id: string; siteId: string | null; ref: string },
): Promise<{ row: ParticipantRecord; room: { id: string; slug: string } } | undefined> {
  const [found] = await stay(db, asked);
  if (!found) return undefined;
  const { roomSlug: slug, ...row } = found;
  return { row, room: { id: row.roomId, slug } };
}

export async function patchParticipant(
  tx: Sql,
  id: string,
  values: Partial<
    Pick<
      ParticipantRecord,
      'muted' | 'deafened' | 'serverMuted' | 'serverMutedBy' | 'handRaisedAt' | 'role' | 'metadata'
    >
  > & {
    status?: ParticipantStatus;
  },
): Promise<ParticipantRecord> {
  return tx.updateTable('participants').set(values).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** One statement, however many have been heard of. */
export async function touchParticipants({ sql: db }: Database, ids: string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('participants')
    .set({ lastSeenAt: now })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('status', '<>', 'left')
    .execute();
}

/** The rooms in which somebody has not been heard of since `before`. */
export async function roomsWithSilent({ sql: db }: Database, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('participants')
    .select('roomId')
    .distinct()
    .where('status', '<>', 'left')
    .where('lastSeenAt', '<', before)
    .execute();
  return rows.map((row) => row.roomId);
}
