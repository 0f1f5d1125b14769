import type { Page } from '../../protocol/rest.ts';
import type { Site } from '../../protocol/sites.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { type Actor, DEFAULT_SITE, SYSTEM } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Clock } from '../clock.ts';
import type { Database, Sql } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { ApiError } from '../http/errors.ts';
import type { Precondition } from '../http/etag.ts';
import { validationFailed } from '../http/validate.ts';
import type { SiteRow } from './site.entity.ts';
import { presentSite } from './site.presenter.ts';
import type { SiteDirectory } from './site-directory.ts';
import { type CreateSite, type ListSites, SITE_ID, type UpdateSite } from './sites.schema.ts';

interface Deps {
  db: Database;
  clock: Clock;
  newId: () => string;
  audit: AuditService;
  directory: SiteDirectory;
  /** Of the default site: ALLOWED_ORIGINS. */
  defaultOrigins: string[];
  /** Public keys are fetched over https only. */
  production: boolean;
  /** Closes every room of a site, so that everybody in them is told. */
  closeRooms(actor: Actor, siteId: string): Promise<void>;
  /** Removes everything else that a site has. */
  removeContents(tx: Sql, siteId: string): Promise<void>;
}

export type SitesService = ReturnType<typeof createSitesService>;

/** Tenants. */
export function createSitesService({ db, clock, newId, audit, directory, ...deps }: Deps) {
  const present = (row: SiteRow) =>
    presentSite(row, row.id === DEFAULT_SITE ? deps.defaultOrigins : row.allowedOrigins);

  /** Throws `site_not_found`. */
  async function rowOf(siteId: string): Promise<SiteRow> {
    const row = SITE_ID.test(siteId)
      ? await db.sql.selectFrom('sites').selectAll().where('id', '=', siteId).executeTakeFirst()
      : undefined;
    if (!row) throw new ApiError('site_not_found');
    return row;
  }

  /** One issuer's tokens for one audience are one site's. */
  async function refuseTaken(tx: Sql, { id, jwtIssuer, jwtAudience }: SiteRow): Promise<void> {
    if (!jwtIssuer || !jwtAudience) return;
    const other = await tx
      .selectFrom('sites')
      .select('id')
      .where('jwtIssuer', '=', jwtIssuer)
      .where('jwtAudience', '=', jwtAudience)
      .where('id', '<>', id)
      .executeTakeFirst();
    if (other) throw new ApiError('issuer_taken');
  }

  function check({ id, jwksUrl, jwtIssuer, jwtAudience }: SiteRow, body: UpdateSite): void {
    const given = [jwksUrl, jwtIssuer, jwtAudience].filter(Boolean).length;
    if (given !== 0 && given !== 3) {
      throw validationFailed([{ path: 'body.jwksUrl', message: 'jwksUrl, jwtIssuer and jwtAudience go together' }]);
    }
    if (deps.production && body.jwksUrl && !body.jwksUrl.startsWith('https:')) {
      throw validationFailed([{ path: 'body.jwksUrl', message: 'Must begin with https:' }]);
    }
    if (id === DEFAULT_SITE && body.allowedOrigins) {
      const message = 'Those of the default site are the setting ALLOWED_ORIGINS';
      throw validationFailed([{ path: 'body.allowedOrigins', message }]);
    }
  }

  return {
    rowOf,

    async create(actor: Actor, body: CreateSite): Promise<Site> {
      authorize(actor, 'sites:manage');
      const now = clock();
      const row: SiteRow = {
        id: `site_${newId().replaceAll('-', '')}`,
        name: body.name,
        allowedOrigins: body.allowedOrigins ?? [],
        maxParticipants: body.maxParticipants ?? null,
        createOnJoin: body.createOnJoin ?? true,
        limits: body.limits ?? {},
        settings: body.settings ?? {},
        jwksUrl: body.jwksUrl ?? null,
        jwtIssuer: body.jwtIssuer ?? null,
        jwtAudience: body.jwtAudience ?? null,
        createdAt: now,
        updatedAt: now,
      };
      check(row, body);
      await db.transaction(async (tx) => {
        await refuseTaken(tx, row);
        await tx.insertInto('sites').values(row).execute();
        await audit.record(tx, {
          actor,
          siteId: row.id,
          action: 'site.created',
          targetId: row.id,
          details: { name: row.name },
        });
      });
      directory.forget();
      return present(row);
    },

    async get(actor: Actor, siteId: string): Promise<Site> {
      authorize(actor, 'sites:manage');
      return present(await rowOf(siteId));
    },

    /** Newest first. */
    async list(actor: Actor, page: ListSites): Promise<Page<Site>> {
      authorize(actor, 'sites:manage');
      return readPage(db.sql.selectFrom('sites').selectAll(), { by: ['createdAt', 'id'] }, page, present);
    },

    async update(actor: Actor, siteId: string, body: UpdateSite, precondition: Precondition = () => {}): Promise<Site> {
      authorize(actor, 'sites:manage');
      await rowOf(siteId);
      const row = await db.transaction(async (tx) => {
        const { limits, settings, ...rest } = body;
        const before = await tx.selectFrom('sites').selectAll().where('id', '=', siteId).forUpdate().executeTakeFirst();
        if (!before) throw new ApiError('site_not_found');
        precondition(present(before));
        const changed = {
          ...rest,
          limits: { ...before.limits, ...limits },
          settings: { ...before.settings, ...settings },
          updatedAt: clock(),
        };
        const after: SiteRow = { ...before, ...changed };
        check(after, body);
        await refuseTaken(tx, after);
        await tx.updateTable('sites').set(changed).where('id', '=', siteId).execute();
        const details = { changed: Object.keys(body) };
        await audit.record(tx, { actor, siteId, action: 'site.updated', targetId: siteId, details });
        return after;
      });
      directory.forget();
      return present(row);
    },

    /** Its keys hold no longer, its rooms close, and everything in it is gone but the audit log. */
    async delete(actor: Actor, siteId: string, precondition: Precondition = () => {}): Promise<void> {
      authorize(actor, 'sites:manage');
      const row = await rowOf(siteId);
      const { name } = row;
      precondition(present(row));
      if (siteId === DEFAULT_SITE) throw new ApiError('invalid_transition', 'The default site stays.');
      await db.sql.deleteFrom('site_keys').where('siteId', '=', siteId).execute();
      await deps.closeRooms(SYSTEM, siteId);
      await db.transaction(async (tx) => {
        await deps.removeContents(tx, siteId);
        await tx.deleteFrom('sites').where('id', '=', siteId).execute();
        await audit.record(tx, { actor, siteId, action: 'site.deleted', targetId: siteId, details: { name } });
      });
      directory.forget();
    },
  };
}
