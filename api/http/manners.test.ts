import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { openInMemory } from '../testing/databases.ts';
import { type Harness, startApi } from '../testing/harness.ts';

let api: Harness;
const stack = new AsyncDisposableStack();
before(async () => {
  const db = await openInMemory();
  api = stack.use(await startApi(db));
  for (let n = 0; n < 5; n += 1) await api.request('POST /rooms', { json: { name: `room ${n}` } });
});
after(() => stack.disposeAsync());

/** As the bytes came, which fetch would unpack. */
async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await new Promise<{ headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const request = httpRequest(api.url + path, { headers, method, agent: false }, async (response) => {
      resolve({ headers: response.headers, body: await buffer(response) });
    });
    request.on('error', reject).end();
  });
  return answer;
}

test('JSON above 1 kB is compressed for who takes it', async () => {
  const plain = await get('/api/v1/rooms');
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.ok(plain.body.length > 1024);
  assert.match(plain.headers.vary ?? '', /Accept-Encoding/);

  const small = await get('/api/v1/rooms', { 'accept-encoding': 'br, gzip' });
  assert.equal(small.headers['content-encoding'], 'gzip');
  assert.equal(small.headers['content-type'], plain.headers['content-type']);
  assert.ok(small.body.length < plain.body.length / 2);
  assert.deepEqual(gunzipSync(small.body), plain.body);

  for (const headers of [{ 'accept-encoding': 'gzip;q=0, identity' }, { 'accept-encoding': 'br' }]) {
    assert.deepEqual((await get('/api/v1/rooms', headers)).body, plain.body);
  }
  assert.equal(
    (await get('/api/v1/rooms?limit=1', { 'accept-encoding': 'gzip' })).headers['content-encoding'],
    undefined,
  );
  const head = await get('/api/v1/rooms', { 'accept-encoding': 'gzip' }, 'HEAD');
  assert.deepEqual([head.headers['content-encoding'], head.body.length], ['gzip', 0]);
});

test('what an ETag names is sent as it is', async () => {
  const json = { name: 'large', slug: 'large', metadata: { text: 'x'.repeat(3000) } };
  await api.request('POST /rooms', { json });
  const answer = await get('/api/v1/rooms/large', { 'accept-encoding': 'gzip' });
  assert.deepEqual([answer.headers['content-encoding'], answer.body.length > 3000], [undefined, true]);
});

test('every answer says that it is data, for nobody to keep', async () => {
  for (const path of ['/api/v1/rooms', '/api/v1/nothing', '/healthz', '/metrics']) {
    const { headers } = await get(path);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.equal(headers['referrer-policy'], 'no-referrer', path);
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", path);
    assert.equal(headers['cache-control'], 'no-store', path);
  }
});

test('what is logged about a request carries its id, however deep it happens', async () => {
  await using other = await startApi({
    ...api.db,
    transaction: async () => {
      throw new Error('no transactions today');
    },
    close: async () => {},
  });
  const answer = await other.request('POST /rooms/x/participants', {
    json: { agentId: 'anna' },
    headers: { 'x-request-id': 'trace-7' },
  });
  assert.equal(answer.status, 500);
  const line = JSON.parse(other.errors.find((text) => text.includes('no transactions today')) ?? '{}');
  assert.equal(line.requestId, 'trace-7');
});
