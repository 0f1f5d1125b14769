import { sql } from 'kysely';
import type { Sql } from '../db/orm.ts';

/** Every stay of an agent in the rooms of a site. */
export function staysOf(db: Sql, siteId: string, agentId: string) {
  return db
    .selectFrom('participants')
    .innerJoin('rooms', 'rooms.id', 'participants.roomId')
    .select(['participants.id', 'participants.roomId'])
    .where('participants.agentId', '=', agentId)
    .where('rooms.siteId', '=', siteId);
}

/** Puts an alias in place of the agent in the stays that are over, and nothing in place of what describes it; returns which they are. */
export async function eraseStays(tx: Sql, siteId: string, agentId: string, alias: string) {
  const rows = await staysOf(tx, siteId, agentId).where('participants.status', '=', 'left').execute();
  await tx
    .updateTable('participants')
    .set({ agentId: alias, displayName: '', avatar: null, agentKeyHash: null, metadata: {} })
    .where('id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .execute();
  return rows;
}
