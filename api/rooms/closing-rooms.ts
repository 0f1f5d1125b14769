import { type RawBuilder, sql } from 'kysely';
import { DEFAULT_EMPTY_TIMEOUT_S } from '../../protocol/limits.ts';
import type { CloseReason } from '../../protocol/states.ts';
import type { Cause } from '../bus/bus.ts';
import type { Database } from '../db/orm.ts';
import type { ChangeRoom, RoomChange } from './room-change.ts';

interface Deps {
  db: Database;
  changeRoom: ChangeRoom;
  /** Makes everybody in the room leave because it closes. */
  leaveAll(change: RoomChange): Promise<void>;
}

/** The ways a room comes to its end. Asks nobody's permission. */
export function createCloseRooms({ db, changeRoom, leaveAll }: Deps) {
  /** Closes a room that is open and of which `still` says so. */
  async function close(
    roomId: string,
    reason: CloseReason,
    still: (change: RoomChange) => boolean | Promise<boolean> = () => true,
    cause?: Cause,
  ): Promise<void> {
    const closing = async (change: RoomChange) => {
      if (change.room.status === 'closed' || !(await still(change))) return;
      await leaveAll(change);
      await change.close(reason);
    };
    await changeRoom(roomId, closing, cause);
  }

  return {
    close,

    /** Every open room of a site. */
    async closeOfSite(siteId: string): Promise<void> {
      const open = await db.sql
        .selectFrom('rooms')
        .select('id')
        .where('siteId', '=', siteId)
        .where('status', '<>', 'closed')
        .execute();
      for (const { id } of open) await close(id, 'closed');
    },

    /** The rooms whose time is up; returns how many. */
    async closeExpired(now: Date): Promise<number> {
      const after = (seconds: RawBuilder<unknown>) => sql`${now}::timestamptz - make_interval(secs => ${seconds})`;
      const emptyTimeout = sql`coalesce((settings->>'emptyTimeoutS')::int, ${DEFAULT_EMPTY_TIMEOUT_S}::int)`;
      const expired = await sql<{ id: string; reason: 'empty' | 'max_duration' }>`
        select id, reason from (
          select id, case
            when empty_since <= ${after(emptyTimeout)} then 'empty'
            when started_at <= ${after(sql`(settings->>'maxDurationS')::int`)} then 'max_duration'
          end as reason from rooms where status in ('waiting', 'active')
        ) as due where reason is not null`.execute(db.sql);
      for (const { id, reason } of expired.rows) {
        // Somebody may have come in since.
        await close(id, reason, ({ room }) => reason !== 'empty' || room.emptySince !== null);
      }
      return expired.rows.length;
    },
  };
}
