import { defineRoute, type Route } from '../http/define-route.ts';
import type { SiteKeysService } from './site-keys.service.ts';
import {
  createSiteBody,
  createSiteKeyBody,
  listSiteKeysQuery,
  listSitesQuery,
  siteAnswer,
  siteKeyAnswer,
  siteKeyPage,
  siteKeyParams,
  sitePage,
  siteParams,
  updateSiteBody,
} from './sites.schema.ts';
import type { SitesService } from './sites.service.ts';

export function siteRoutes(sites: SitesService, keys: SiteKeysService): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/admin/sites',
      name: 'createSite',
      summary: 'Create a site',
      scope: 'sites:manage',
      status: 201,
      schemas: { body: createSiteBody, answer: siteAnswer },
      errors: ['issuer_taken'],
      handle: async ({ actor, body }) => sites.create(actor, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/admin/sites',
      name: 'listSites',
      summary: 'List sites, newest first',
      scope: 'sites:manage',
      status: 200,
      schemas: { query: listSitesQuery, answer: sitePage },
      errors: [],
      handle: async ({ actor, query }) => sites.list(actor, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/admin/sites/:site',
      name: 'getSite',
      summary: 'Get a site',
      scope: 'sites:manage',
      status: 200,
      schemas: { params: siteParams, answer: siteAnswer },
      errors: ['site_not_found'],
      handle: async ({ actor, params }) => sites.get(actor, params.site),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/admin/sites/:site',
      name: 'updateSite',
      summary: 'Change a site',
      scope: 'sites:manage',
      status: 200,
      schemas: { params: siteParams, body: updateSiteBody, answer: siteAnswer },
      errors: ['site_not_found', 'issuer_taken'],
      handle: async ({ actor, params, body }) => sites.update(actor, params.site, body),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/admin/sites/:site',
      name: 'deleteSite',
      summary: 'Delete a site: its keys, its rooms and what is known of them, but not its audit log',
      scope: 'sites:manage',
      status: 204,
      schemas: { params: siteParams },
      errors: ['site_not_found', 'invalid_transition'],
      handle: async ({ actor, params }) => {
        await sites.delete(actor, params.site);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/admin/sites/:site/keys',
      name: 'createSiteKey',
      summary: 'Create a key; two of each kind may be valid at a time',
      scope: 'sites:manage',
      status: 201,
      schemas: { params: siteParams, body: createSiteKeyBody, answer: siteKeyAnswer },
      errors: ['site_not_found', 'key_limit_reached'],
      handle: async ({ actor, params, body }) => keys.create(actor, params.site, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/admin/sites/:site/keys',
      name: 'listSiteKeys',
      summary: 'List the keys of a site, newest first, without their secrets',
      scope: 'sites:manage',
      status: 200,
      schemas: { params: siteParams, query: listSiteKeysQuery, answer: siteKeyPage },
      errors: ['site_not_found'],
      handle: async ({ actor, params, query }) => keys.list(actor, params.site, query),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/admin/sites/:site/keys/:key',
      name: 'revokeSiteKey',
      summary: 'Revoke a key: it is refused at once',
      scope: 'sites:manage',
      status: 204,
      schemas: { params: siteKeyParams },
      errors: ['site_not_found', 'key_not_found'],
      handle: async ({ actor, params }) => {
        await keys.revoke(actor, params.site, params.key);
      },
    }),
  ];
}
