import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../testing/harness.ts';
import { ADMIN_KEY, forEachApi } from '../testing/harness.ts';
import { makeSite } from '../testing/site.ts';
import { createSiteDirectory, DIRECTORY_TTL_MS } from './site-directory.ts';

const OURS = 'https://ours.example';
const ACME = 'https://app.acme.example';

forEachApi(
  (api) => {
    const outcome = ({ status, body, headers }: Answer) => [
      status < 400 ? status : body.code,
      headers.get('access-control-allow-origin'),
    ];

    test('a key works from its own site’s origins only', async () => {
      const acme = await makeSite(api, { allowedOrigins: ['https://*.acme.example'] });
      const other = await makeSite(api, { allowedOrigins: ['https://other.example'] });
      const table: [token: string | undefined, origin: string | undefined, expected: unknown[]][] = [
        [acme.publishable, ACME, [200, ACME]],
        [acme.publishable, undefined, [200, null]],
        [acme.publishable, OURS, ['origin_not_allowed', OURS]],
        [acme.publishable, 'https://other.example', ['origin_not_allowed', 'https://other.example']],
        [acme.publishable, 'https://evil.example', ['origin_not_allowed', null]],
        [acme.secret, 'https://other.example', ['origin_not_allowed', 'https://other.example']],
        [other.publishable, 'https://other.example', [200, 'https://other.example']],
        [undefined, ACME, ['origin_not_allowed', ACME]],
        [undefined, OURS, [200, OURS]],
        [ADMIN_KEY, ACME, ['origin_not_allowed', ACME]],
      ];
      for (const [token, origin, expected] of table) {
        const answer = await api.request('GET /rooms', { ...(token ? { token } : {}), ...(origin ? { origin } : {}) });
        assert.deepEqual(outcome(answer), expected, `${token?.slice(0, 9)} from ${origin}`);
      }
      // What the key gave works from where the key does.
      const { body } = await api.request<{ token: string }>('POST /rooms/lobby/participants', {
        token: acme.publishable,
        origin: ACME,
        json: { agentId: 'anna' },
      });
      const from = async (origin: string) => outcome(await api.request('GET /rooms', { token: body.token, origin }));
      assert.deepEqual(await from(ACME), [200, ACME]);
      assert.deepEqual(await from(OURS), ['origin_not_allowed', OURS]);
    });

    test('a preflight is answered for the origins of any site, from the moment they change', async () => {
      const { site } = await makeSite(api, { allowedOrigins: ['https://first.example'] });
      const preflight = async (origin: string) => {
        const headers = { origin, 'access-control-request-method': 'POST' };
        return (await fetch(`${api.url}/api/v1/rooms`, { method: 'OPTIONS', headers })).status;
      };
      assert.deepEqual(
        [await preflight('https://first.example'), await preflight('https://second.example')],
        [204, 403],
      );
      await api.request(`PATCH /admin/sites/${site.id}`, {
        token: ADMIN_KEY,
        json: { allowedOrigins: ['https://second.example'] },
      });
      assert.deepEqual(
        [await preflight('https://first.example'), await preflight('https://second.example')],
        [403, 204],
      );
    });

    test('another instance knows of a change when its time is up', async () => {
      let now = Date.now();
      const directory = createSiteDirectory({ db: api.db, clock: () => new Date(now), defaultOrigins: [] });
      const { site } = await makeSite(api, { allowedOrigins: ['https://late.example'] });
      assert.equal(await directory.isAllowedAnywhere('https://late.example'), true);
      await api.request(`PATCH /admin/sites/${site.id}`, { token: ADMIN_KEY, json: { allowedOrigins: [] } });
      now += DIRECTORY_TTL_MS - 1;
      assert.equal(await directory.isAllowedOrigin(site.id, 'https://late.example'), true);
      now += 1;
      assert.equal(await directory.isAllowedOrigin(site.id, 'https://late.example'), false);
    });
  },
  { config: { production: true, allowedOrigins: [OURS] } },
);
