import { sql } from 'kysely';
import { isUuid } from '../../protocol/guards.ts';
import type { Page, Session } from '../../protocol/rest.ts';
import {
  canMove,
  type LeaveReason,
  SESSION_END,
  SESSION_TRANSITIONS,
  type SessionStatus,
} from '../../protocol/states.ts';
import { type Actor, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { ApiError } from '../http/errors.ts';
import { NO_STATS, readStats } from './quality-store.ts';
import { presentSession } from './session.presenter.ts';
import type { ListSessions } from './sessions.schema.ts';
import { type Span, usageOf } from './usage.ts';

interface Deps {
  db: Database;
  clock: Clock;
  /** Makes the participant leave, which ends its session. */
  leave(actor: Actor, roomId: string, participantId: string, reason: LeaveReason): Promise<void>;
}

export type SessionsService = ReturnType<typeof createSessionsService>;

/** The records of stays. A session starts and ends with its participant's stay. */
export function createSessionsService({ db, clock, leave }: Deps) {
  /** The sessions of the actor's site. */
  function select(actor: Actor) {
    const siteId = siteOf(actor);
    const rows = db.sql.selectFrom('sessions').selectAll();
    return siteId === null ? rows : rows.where('siteId', '=', siteId);
  }

  async function find(actor: Actor, id: string): Promise<Session> {
    authorize(actor, 'sessions:read');
    const row = isUuid(id) ? await select(actor).where('id', '=', id).executeTakeFirst() : undefined;
    if (!row) throw new ApiError('session_not_found');
    const stats = await readStats(db.sql, [id]);
    return presentSession(row, stats.get(row.id) ?? NO_STATS, clock());
  }

  return {
    get: find,

    /** Newest first. */
    async list(actor: Actor, query: ListSessions): Promise<Page<Session>> {
      authorize(actor, 'sessions:read');
      const { roomId, participantId, status, from, to } = query;
      let rows = select(actor);
      if (roomId) rows = rows.where('roomId', '=', roomId);
      if (participantId) rows = rows.where('participantId', '=', participantId);
      if (status) rows = rows.where('status', '=', status);
      if (from) rows = rows.where('startedAt', '>=', from);
      if (to) rows = rows.where('startedAt', '<', to);
      const { data, nextCursor } = await readPage(rows, { by: ['startedAt', 'id'] }, query, (row) => row);
      const stats = await readStats(
        db.sql,
        data.map(({ id }) => id),
      );
      const now = clock();
      return { data: data.map((row) => presentSession(row, stats.get(row.id) ?? NO_STATS, now)), nextCursor };
    },

    /** Ends an active session by making its participant leave. */
    async end(actor: Actor, id: string, reason: LeaveReason): Promise<Session> {
      authorize(actor, 'sessions:end');
      const session = await find(actor, id);
      if (!canMove<SessionStatus>(SESSION_TRANSITIONS, session.status, SESSION_END[reason])) {
        throw new ApiError('invalid_transition', `The session is ${session.status} already.`);
      }
      await leave(actor, session.roomId, session.participantId, reason);
      return find(actor, id);
    },

    /** What the sessions of a site came to in a time. Asks nobody's permission. */
    usage: (span: Span) => usageOf(db.sql, span, clock()),

    /** Puts an alias in place of the agent; returns in how many. */
    async erase(tx: Sql, participantIds: string[], alias: string): Promise<number> {
      const result = await tx
        .updateTable('sessions')
        .set({ agentId: alias })
        .where('participantId', '=', sql<string>`any(${participantIds}::uuid[])`)
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    },

    /** Those of these stays, within a transaction. */
    async ofStays(tx: Sql, participantIds: string[], now: Date): Promise<Session[]> {
      const rows = await tx
        .selectFrom('sessions')
        .selectAll()
        .where('participantId', '=', sql<string>`any(${participantIds}::uuid[])`)
        .execute();
      const stats = await readStats(
        tx,
        rows.map(({ id }) => id),
      );
      return rows.map((row) => presentSession(row, stats.get(row.id) ?? NO_STATS, now));
    },
  };
}
