import { sql } from 'kysely';
import type { AuditAction, AuditEntry } from '../../protocol/audit.ts';
import type { Metadata, Page } from '../../protocol/rest.ts';
import type { Actor } from '../auth/actor.ts';
import { DEFAULT_SITE, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { ApiError } from '../http/errors.ts';
import type { ListAudit } from './audit.schema.ts';
import { presentAuditEntry } from './audit-entry.presenter.ts';

interface Deps {
  db: Database;
  clock: Clock;
  newId: () => string;
}

interface Act {
  actor: Actor;
  /** Whose it is to know: the room's site, as a rule. */
  siteId: string;
  action: AuditAction;
  roomId?: string;
  /** Whom or what it was done to: a participant, an agent, a key, … */
  targetId?: string;
  /** What a reader would ask next; no secrets. */
  details?: Metadata;
}

/** `aboutThem`: it was done to the person. */
type Change = (json: unknown, aboutThem: boolean) => unknown;

/** Acts of a site that have to do with a person. */
interface Concerned {
  siteId: string;
  roomIds: string[];
  /** Ids by which acts name the person: as who did it, or as whom it was done to. */
  subjects: string[];
}

export type AuditService = ReturnType<typeof createAuditService>;

/** Who did what to whom. */
export function createAuditService({ db, clock, newId }: Deps) {
  return {
    /** Writes an act down: with the transaction that does it, so that neither is without the other, or with `db.sql`. Returns its id. */
    async record(tx: Sql, { actor, siteId, action, roomId, targetId, details }: Act): Promise<string> {
      const id = newId();
      await tx
        .insertInto('audit_log')
        .values({
          id,
          siteId,
          at: clock(),
          action,
          actorKind: actor.kind,
          actorId: actorId(actor),
          roomId: roomId ?? null,
          targetId: targetId ?? null,
          details: details ?? {},
        })
        .execute();
      return id;
    },

    /** Rewrites what the acts in these rooms, by these or to these say; returns how many were changed. */
    async rewrite(tx: Sql, { siteId, roomIds, subjects }: Concerned, change: Change): Promise<number> {
      const named = sql`any(${subjects}::text[])`;
      const rows = await tx
        .selectFrom('audit_log')
        .select(['id', 'actorId', 'targetId', 'details'])
        .where('siteId', '=', siteId)
        // What these are done to has ids of its own, which an agent may be called like.
        .where(sql<boolean>`split_part(action, '.', 1) not in ('site', 'key', 'webhook')`)
        .where(sql<boolean>`(room_id = any(${roomIds}::uuid[]) or target_id = ${named} or actor_id = ${named})`)
        .execute();
      let count = 0;
      for (const { id, ...said } of rows) {
        const changed = change(said, said.targetId !== null && subjects.includes(said.targetId)) as typeof said;
        if (JSON.stringify(changed) === JSON.stringify(said)) continue;
        await tx.updateTable('audit_log').set(changed).where('id', '=', id).execute();
        count += 1;
      }
      return count;
    },

    /** The acts of the actor's site, latest first; with the admin key those of any site. */
    async list(actor: Actor, query: ListAudit): Promise<Page<AuditEntry>> {
      authorize(actor, 'audit:read');
      const { siteId = siteOf(actor) ?? DEFAULT_SITE, roomId, action, from, to } = query;
      if (actor.kind !== 'admin' && siteId !== siteOf(actor)) {
        throw new ApiError('forbidden', 'Another siteId is for the admin key.');
      }
      let rows = db.sql.selectFrom('audit_log').selectAll().where('siteId', '=', siteId);
      if (roomId) rows = rows.where('roomId', '=', roomId);
      if (action) rows = rows.where('action', '=', action);
      if (from) rows = rows.where('at', '>=', from);
      if (to) rows = rows.where('at', '<', to);
      return readPage(rows, { by: ['at', 'id'] }, query, presentAuditEntry);
    },
  };
}

function actorId(actor: Actor): string | null {
  switch (actor.kind) {
    case 'site':
    case 'visitor':
      return actor.keyId;
    case 'guest':
      return actor.agentId;
    case 'participant':
      return actor.participantId;
    default:
      return null;
  }
}
