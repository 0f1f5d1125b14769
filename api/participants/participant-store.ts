import { sql } from 'kysely';
import type { ParticipantStatus } from '../../protocol/states.ts';
import type { Database, Sql } from '../db/orm.ts';
import type { ParticipantRecord } from './participant.presenter.ts';

/** Those who are in the room, in order of joining. */
export function presentIn(db: Sql, roomId: string): Promise<ParticipantRecord[]> {
  return db
    .selectFrom('participants')
    .selectAll()
    .where('roomId', '=', roomId)
    .where('status', '<>', 'left')
    .orderBy('joinedAt')
    .orderBy('id')
    .execute();
}

export function findParticipant(db: Sql, id: string): Promise<ParticipantRecord | undefined> {
  return db.selectFrom('participants').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function patchParticipant(
  tx: Sql,
  id: string,
  values: Partial<
    Pick<ParticipantRecord, 'muted' | 'deafened' | 'serverMuted' | 'serverMutedBy' | 'role' | 'metadata'>
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

/** The agent's latest stay in the room, present or not. */
export function latestStayOf(db: Sql, roomId: string, agentId: string): Promise<ParticipantRecord | undefined> {
  return db
    .selectFrom('participants')
    .selectAll()
    .where('agentId', '=', agentId)
    .where('roomId', '=', roomId)
    .orderBy('joinedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
