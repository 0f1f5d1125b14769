import type { CreateSiteBody, CreateSiteKeyBody, Site, SiteKey, UpdateSiteBody } from '../../protocol/sites.ts';
import { at, json, nothing } from './answers.ts';
import { list, type PageOptions } from './list.ts';
import type { CallOptions, Send } from './transport.ts';

/** Tenants, with the admin key. */
export function createSites(send: Send) {
  return {
    create: (body: CreateSiteBody, options?: CallOptions) =>
      json<Site>(send('POST', '/admin/sites', { ...options, body })),
    get: (site: string, options?: CallOptions) => json<Site>(send('GET', at`/admin/sites/${site}`, options)),
    /** Newest first. */
    list: (filter?: PageOptions, options?: CallOptions) => list<Site>(send, '/admin/sites', filter, options),
    update: (site: string, body: UpdateSiteBody, options?: CallOptions) =>
      json<Site>(send('PATCH', at`/admin/sites/${site}`, { ...options, body })),
    /** With its keys, its rooms and what is known of them. */
    delete: (site: string, options?: CallOptions) => nothing(send('DELETE', at`/admin/sites/${site}`, options)),
  };
}

/** The keys of a site, with the admin key. */
export function createSiteKeys(send: Send) {
  return {
    /** The answer shows a secret key, once. */
    create: (site: string, body: CreateSiteKeyBody, options?: CallOptions) =>
      json<SiteKey>(send('POST', at`/admin/sites/${site}/keys`, { ...options, body })),
    /** Newest first, revoked ones included. */
    list: (site: string, filter?: PageOptions, options?: CallOptions) =>
      list<SiteKey>(send, at`/admin/sites/${site}/keys`, filter, options),
    /** It is refused at once, and so are the join tokens it made. */
    revoke: (site: string, key: string, options?: CallOptions) =>
      nothing(send('DELETE', at`/admin/sites/${site}/keys/${key}`, options)),
  };
}
