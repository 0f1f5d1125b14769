import assert from 'node:assert/strict';
import type { KeyKind, Site, SiteKey } from '../../protocol/sites.ts';
import { ADMIN_KEY } from './config.ts';
import type { Harness } from './harness.ts';

export interface TestSite {
  site: Site;
  secret: string;
  publishable: string;
}

export async function makeKey(api: Harness, siteId: string, kind: KeyKind, body: object = {}): Promise<SiteKey> {
  const line = `POST /admin/sites/${siteId}/keys`;
  const answer = await api.request<SiteKey>(line, { token: ADMIN_KEY, json: { kind, ...body } });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

/** A site with a key of each kind. */
export async function makeSite(api: Harness, body: object = {}): Promise<TestSite> {
  const answer = await api.request<Site>('POST /admin/sites', { token: ADMIN_KEY, json: { name: 'Another', ...body } });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const site = answer.body;
  const [secret, publishable] = await Promise.all([
    makeKey(api, site.id, 'secret'),
    makeKey(api, site.id, 'publishable'),
  ]);
  return { site, secret: secret.key ?? assert.fail(), publishable: publishable.key ?? assert.fail() };
}
