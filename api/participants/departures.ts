import type { LeaveReason } from '../../protocol/states.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, SYSTEM } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import { expiryOf } from '../bans/ban-expiry.ts';
import type { BansService } from '../bans/bans.service.ts';
import type { Cause } from '../bus/bus.ts';
import type { Database } from '../db/orm.ts';
import type { Precondition } from '../http/etag.ts';
import type { ChangeRoom, RoomChange } from '../rooms/room-change.ts';
import type { SessionsService } from '../sessions/sessions.service.ts';
import { staysOf } from './erase-stays.ts';
import { leaveWithin } from './leaving.ts';
import { actorNow, succeedWithin } from './moderators.ts';
import { type ParticipantRecord, presentParticipant } from './participant.presenter.ts';
import type { ParticipantQueries } from './participant-queries.ts';
import { findParticipant, presentIn, roomsWithSilent } from './participant-store.ts';
import { type Leaving, leaveReason } from './participants.policy.ts';
import { recordAct } from './record-act.ts';

interface Deps {
  db: Database;
  changeRoom: ChangeRoom;
  sessions: Pick<SessionsService, 'ofStays'>;
  bans: Pick<BansService, 'add'>;
  audit: Pick<AuditService, 'record'>;
  queries: Pick<ParticipantQueries, 'inRoom'>;
}

/** How stays end, and who moderates after one. */
export function createDepartures({ db, changeRoom, sessions, bans, audit, queries: { inRoom } }: Deps) {
  /** Makes them leave, within a change of the room. */
  async function leaveNow(
    room: RoomChange,
    actor: Actor,
    who: (row: ParticipantRecord) => boolean,
    reason: LeaveReason,
  ): Promise<number> {
    const present = await presentIn(room.tx, room.room.id);
    const leaving = present.filter(who);
    if (leaving.length === 0) return 0;
    const staying = present.filter((row) => !leaving.includes(row));
    await leaveWithin(room, sessions, leaving, reason);
    if (reason === 'removed' || reason === 'banned') {
      for (const row of leaving) await recordAct(audit, room, actor, 'participant.removed', row, { reason });
    }
    await succeed(room, staying);
    await room.settle(staying.length);
    return leaving.length;
  }

  /** Within a change after which these are in the room: it may want another moderator. */
  async function succeed(room: RoomChange, staying: ParticipantRecord[]): Promise<void> {
    const next = await succeedWithin(room, staying);
    if (next)
      await recordAct(audit, room, SYSTEM, 'participant.role_changed', next, { from: next.role, to: 'moderator' });
  }

  return {
    succeed,

    /** Leaves or is removed, and with a `ban` every stay of its agent with it; who is gone already stays so, but is banned. */
    async leave(
      actor: Actor,
      roomRef: string,
      id: string,
      how: Leaving = {},
      cause?: Cause,
      precondition?: Precondition,
    ): Promise<void> {
      const { row } = await inRoom(actor, roomRef, id);
      const { agentId, roomId, status } = row;
      const target = { id, roomId };
      const reason = leaveReason(actor, target, how);
      if (status === 'left' && !how.ban) return;
      await changeRoom(
        roomId,
        async (room) => {
          const asking = await actorNow(room.tx, actor);
          leaveReason(asking, target, how);
          precondition?.(presentParticipant((await findParticipant(room.tx, id)) ?? row));
          if (!how.ban) return leaveNow(room, asking, (other) => other.id === id, reason);
          const { siteId, slug } = room.room;
          const entry = { agentId, expiresAt: expiryOf(how.ban, room.now) };
          await bans.add(room.tx, asking, { siteId, slug, roomId }, entry, room.now);
          return leaveNow(room, asking, (other) => other.agentId === agentId, reason);
        },
        cause,
      );
    },

    /** Within a change of the room: whoever has just been banned leaves. */
    async expel(room: RoomChange, actor: Actor, agentId: string): Promise<void> {
      const asking = await actorNow(room.tx, actor);
      authorize(asking, 'bans:manage', room.room);
      await leaveNow(room, asking, (row) => row.agentId === agentId, 'banned');
    },

    /** Makes every stay of the agent end, in all rooms of the site. */
    async removeAgent(siteId: string, agentId: string): Promise<void> {
      const rows = await staysOf(db.sql, siteId, agentId).where('participants.status', '<>', 'left').execute();
      for (const { roomId } of rows) {
        await changeRoom(roomId, (room) => leaveNow(room, SYSTEM, (row) => row.agentId === agentId, 'removed'));
      }
    },

    /** Within a change that closes the room. */
    async leaveAll(room: RoomChange): Promise<void> {
      await leaveWithin(room, sessions, await presentIn(room.tx, room.room.id), 'room_closed');
    },

    /** Whoever has not been heard of since `before` leaves with reason `timeout`; returns how many. */
    async timeOutSilent(before: Date): Promise<number> {
      let count = 0;
      for (const roomId of await roomsWithSilent(db, before)) {
        const { result } = await changeRoom(roomId, (room) =>
          leaveNow(room, SYSTEM, (row) => row.lastSeenAt < before, 'timeout'),
        );
        count += result;
      }
      return count;
    },
  };
}
