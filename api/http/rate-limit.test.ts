import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRedis } from '../../redis/redis.ts';
import { startRedis } from '../../redis/testing/start-redis.ts';
import { readConfig } from '../config.ts';
import { openInMemory } from '../testing/databases.ts';
import { ADMIN_KEY, startApi } from '../testing/harness.ts';
import { makeSite } from '../testing/site.ts';
import { networkOf } from './rate-limit.ts';

test('more than the limit is 429 with how long to wait, for one address and one credential', async () => {
  await using db = await openInMemory();
  await using api = await startApi(db, { config: { rateLimits: { address: 3, credential: 5 } } });
  const statuses = async (count: number, options: object) => {
    const answers = [];
    for (let n = 0; n < count; n += 1) answers.push((await api.request('GET /rooms', options)).status);
    return answers;
  };

  const first = await api.request('GET /rooms');
  assert.equal(first.headers.get('ratelimit-limit'), '3');
  assert.equal(first.headers.get('ratelimit-remaining'), '2');
  assert.equal(first.headers.get('ratelimit-policy'), '3;w=60');
  const reset = Number(first.headers.get('ratelimit-reset'));
  assert.ok(reset > 0 && reset <= 60);

  assert.deepEqual(await statuses(3, {}), [200, 200, 429]);
  const refused = await api.request('GET /rooms');
  assert.deepEqual([refused.status, refused.body.code], [429, 'rate_limited']);
  assert.equal(refused.headers.get('ratelimit-remaining'), '0');
  const wait = Number(refused.headers.get('retry-after'));
  assert.ok(wait > 0 && wait <= 60);

  assert.deepEqual(await statuses(6, { token: ADMIN_KEY }), [200, 200, 200, 200, 200, 429], 'counted by itself');
  assert.deepEqual(await statuses(1, { token: 'a-guess' }), [429], 'guessing counts for the address');
  assert.equal((await fetch(`${api.url}/healthz`)).status, 200, 'health is asked as often as one likes');
});

test('one credential is one budget, however its header is written', async () => {
  await using db = await openInMemory();
  await using api = await startApi(db, { config: { rateLimits: { address: 0, credential: 2 } } });
  const statuses = [];
  for (const scheme of ['Bearer ', 'bearer  ', 'BEARER   ', 'Bearer ']) {
    const headers = { authorization: `${scheme}${ADMIN_KEY}` };
    statuses.push((await api.request('GET /rooms', { headers })).status);
  }
  assert.deepEqual(statuses, [200, 200, 429, 429]);
});

test('who has the publishable key uses up nobody else’s budget', async () => {
  await using db = await openInMemory();
  const config = { trustProxy: 1, rateLimits: { address: 2, credential: 9 } };
  await using api = await startApi(db, { config });
  const { publishable, secret } = await makeSite(api);
  const ask = async (ip: string, token?: string) => {
    const options = { headers: { 'x-forwarded-for': ip }, ...(token === undefined ? {} : { token }) };
    return (await api.request('GET /rooms', options)).status;
  };
  const statuses = [];
  for (let n = 0; n < 3; n += 1) statuses.push(await ask('192.0.2.1', publishable));
  assert.deepEqual(statuses, [200, 200, 429]);
  assert.equal(await ask('192.0.2.2', publishable), 200, 'another address');
  assert.equal(await ask('192.0.2.1', secret), 200, 'the backend');
  assert.equal(await ask('192.0.2.1'), 200, 'without a key');
});

test('whoever sees into Redis sees no credential', async () => {
  await using db = await openInMemory();
  await using redis = await startRedis();
  const config = { redisUrl: redis.url, rateLimits: { address: 9, credential: 9 } };
  await using api = await startApi(db, { config });
  const seen = await connectRedis(redis.url, { warn() {}, info() {} });
  try {
    const { token } = await api.join('redis', 'anna');
    for (const credential of [ADMIN_KEY, token]) await api.request('GET /rooms', { token: credential });
    const keys = String(await seen.run('return redis.call("KEYS", "*")', [], []));
    assert.match(keys, /rate:credential/);
    for (const credential of [ADMIN_KEY, token]) assert.ok(!keys.includes(credential), keys);
  } finally {
    await seen.close();
  }
});

test('X-Forwarded-For is believed as far as proxies stand in front', async () => {
  await using db = await openInMemory();
  const config = { rateLimits: { address: 1, credential: 0 } };
  const ask = async (trustProxy: number, forwarded: string[]) => {
    await using api = await startApi({ ...db, close: async () => {} }, { config: { ...config, trustProxy } });
    const answers = [];
    for (const value of forwarded) {
      answers.push((await api.request('GET /rooms', { headers: { 'x-forwarded-for': value } })).status);
    }
    return answers;
  };
  assert.deepEqual(await ask(0, ['192.0.2.1', '192.0.2.2']), [200, 429], 'no proxy: anybody could write that');
  assert.deepEqual(await ask(1, ['192.0.2.1', '192.0.2.2', '192.0.2.1']), [200, 200, 429]);
  assert.deepEqual(await ask(1, ['spoofed-1, 192.0.2.1', 'spoofed-2, 192.0.2.1']), [200, 429]);
});

test('by default 500 requests in a row are welcome', () => {
  const { rateLimits } = readConfig({
    NODE_ENV: 'production',
    TOKEN_SECRET: 'x'.repeat(32),
    ADMIN_KEY: 'x'.repeat(24),
    ALLOWED_ORIGINS: '*',
  });
  assert.ok(rateLimits.address >= 500 && rateLimits.credential >= 500);
});

const NETWORKS: Record<string, string> = {
  '192.0.2.1': '192.0.2.1',
  '::ffff:192.0.2.1': '192.0.2.1',
  '2001:db8:1:2:3:4:5:6': '2001:db8:1:2',
  '2001:DB8:1:2::6': '2001:db8:1:2',
  '2001:db8::6': '2001:db8:0:0',
  'fe80::1%eth0': 'fe80:0:0:0',
  '::1': '0:0:0:0',
};

for (const [ip, network] of Object.entries(NETWORKS)) {
  test(`${ip} belongs to ${network}`, () => assert.equal(networkOf(ip), network));
}
