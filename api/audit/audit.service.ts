import type { AuditAction, AuditEntry } from '../../protocol/audit.ts';
import type { Metadata, Page } from '../../protocol/rest.ts';
import type { Actor } from '../auth/actor.ts';
import { DEFAULT_SITE, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { ApiError } from '../http/errors.ts';
import { toPage } from '../http/pagination.ts';
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

    /** The acts of the actor's site, latest first; with the admin key those of any site. */
    async list(actor: Actor, query: ListAudit): Promise<Page<AuditEntry>> {
      authorize(actor, 'audit:read');
      const { siteId = siteOf(actor) ?? DEFAULT_SITE, roomId, action, from, to, limit, cursor } = query;
      if (actor.kind !== 'admin' && siteId !== siteOf(actor)) {
        throw new ApiError('forbidden', 'Another siteId is for the admin key.');
      }
      let rows = db.sql.selectFrom('audit_log').selectAll().where('siteId', '=', siteId);
      if (roomId) rows = rows.where('roomId', '=', roomId);
      if (action) rows = rows.where('action', '=', action);
      if (from) rows = rows.where('at', '>=', from);
      if (to) rows = rows.where('at', '<', to);
      if (cursor) {
        rows = rows.where((eb) =>
          eb.or([eb('at', '<', cursor.at), eb.and([eb('at', '=', cursor.at), eb('id', '<', cursor.id)])]),
        );
      }
      return toPage(
        await rows
          .orderBy('at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1)
          .execute(),
        limit,
        (row) => ({ at: row.at, id: row.id }),
        presentAuditEntry,
      );
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
