import { createHash } from 'node:crypto';
import type { Page } from '../../protocol/rest.ts';
import {
  type KeyKind,
  MAX_VALID_KEYS,
  PUBLISHABLE_KEY_PREFIX,
  SECRET_KEY_PREFIX,
  type SiteKey,
} from '../../protocol/sites.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { Actor } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';
import { readPage } from '../db/read-page.ts';
import { ApiError } from '../http/errors.ts';
import { presentSiteKey } from './site.presenter.ts';
import { type CreateSiteKey, KEY_ID, type ListSiteKeys } from './sites.schema.ts';
import type { SitesService } from './sites.service.ts';

/** How exactly it is known when a key was used last. */
const USED_EVERY_MS = 60_000;

const PREFIXES = { secret: SECRET_KEY_PREFIX, publishable: PUBLISHABLE_KEY_PREFIX } as const;

interface Deps {
  db: Database;
  clock: Clock;
  newId: () => string;
  /** At least 192 random bits, as text that needs no escaping. */
  newSecret: () => string;
  audit: AuditService;
  sites: Pick<SitesService, 'rowOf'>;
}

/** Whose key a credential is. */
export interface KeyHolder {
  siteId: string;
  keyId: string;
  kind: KeyKind;
}

export type SiteKeysService = ReturnType<typeof createSiteKeysService>;

/** Whether a credential is written like a key of a site. */
export function isSiteKey(credential: string): boolean {
  return credential.startsWith(SECRET_KEY_PREFIX) || credential.startsWith(PUBLISHABLE_KEY_PREFIX);
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** The keys of sites. */
export function createSiteKeysService({ db, clock, newId, newSecret, audit, sites }: Deps) {
  return {
    /** Makes a key, and tells it: of a secret one nobody is told again. */
    async create(actor: Actor, siteId: string, { kind, expiresAt }: CreateSiteKey): Promise<SiteKey> {
      authorize(actor, 'sites:manage');
      await sites.rowOf(siteId);
      const prefix = PREFIXES[kind];
      const key = `${prefix}${newSecret()}`;
      const now = clock();
      const row = {
        id: `key_${newId().replaceAll('-', '')}`,
        siteId,
        kind,
        hash: hashOf(key),
        publishable: kind === 'publishable' ? key : null,
        prefix,
        last4: key.slice(-4),
        createdAt: now,
        expiresAt: expiresAt ?? null,
        revokedAt: null,
        lastUsedAt: null,
      };
      await db.transaction(async (tx) => {
        // Of two who make keys at once the second waits, and counts the first one's.
        const site = await tx.selectFrom('sites').select('id').where('id', '=', siteId).forUpdate().executeTakeFirst();
        if (!site) throw new ApiError('site_not_found');
        const valid = await tx
          .selectFrom('site_keys')
          .select('id')
          .where('siteId', '=', siteId)
          .where('kind', '=', kind)
          .where('revokedAt', 'is', null)
          .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
          .execute();
        if (valid.length >= MAX_VALID_KEYS) throw new ApiError('key_limit_reached');
        await tx.insertInto('site_keys').values(row).execute();
        const details = { kind, last4: row.last4 };
        await audit.record(tx, { actor, siteId, action: 'key.created', targetId: row.id, details });
      });
      return presentSiteKey(row, key);
    },

    /** Newest first, those that hold no longer included. */
    async list(actor: Actor, siteId: string, page: ListSiteKeys): Promise<Page<SiteKey>> {
      authorize(actor, 'sites:manage');
      await sites.rowOf(siteId);
      const rows = db.sql.selectFrom('site_keys').selectAll().where('siteId', '=', siteId);
      return readPage(rows, { by: ['createdAt', 'id'] }, page, (row) => presentSiteKey(row));
    },

    /** From now on it is refused, and so are the join tokens it made. One that is revoked already stays so. */
    async revoke(actor: Actor, siteId: string, keyId: string): Promise<void> {
      authorize(actor, 'sites:manage');
      await sites.rowOf(siteId);
      if (!KEY_ID.test(keyId)) throw new ApiError('key_not_found');
      await db.transaction(async (tx) => {
        const row = await tx
          .selectFrom('site_keys')
          .select(['kind', 'last4', 'revokedAt'])
          .where('siteId', '=', siteId)
          .where('id', '=', keyId)
          .forUpdate()
          .executeTakeFirst();
        if (!row) throw new ApiError('key_not_found');
        if (row.revokedAt) return;
        await tx.updateTable('site_keys').set({ revokedAt: clock() }).where('id', '=', keyId).execute();
        const details = { kind: row.kind, last4: row.last4 };
        await audit.record(tx, { actor, siteId, action: 'key.revoked', targetId: keyId, details });
      });
    },

    /** Whose key it is; throws `token_invalid`, also for a revoked one, or `token_expired`. */
    async verify(key: string): Promise<KeyHolder> {
      const row = await db.sql
        .selectFrom('site_keys')
        .select(['id', 'siteId', 'kind', 'expiresAt', 'revokedAt', 'lastUsedAt'])
        .where('hash', '=', hashOf(key))
        .executeTakeFirst();
      if (!row || row.revokedAt) throw new ApiError('token_invalid', 'There is no such key, or no more.');
      const now = clock();
      if (row.expiresAt && row.expiresAt <= now) throw new ApiError('token_expired', 'The key has expired.');
      if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= USED_EVERY_MS) {
        await db.sql.updateTable('site_keys').set({ lastUsedAt: now }).where('id', '=', row.id).execute();
      }
      return { siteId: row.siteId, keyId: row.id, kind: row.kind };
    },

    /** Whether tokens that the key made still hold. */
    async stands(siteId: string, keyId: string): Promise<boolean> {
      const row = await db.sql
        .selectFrom('site_keys')
        .select('revokedAt')
        .where('id', '=', keyId)
        .where('siteId', '=', siteId)
        .executeTakeFirst();
      return row !== undefined && !row.revokedAt;
    },
  };
}
