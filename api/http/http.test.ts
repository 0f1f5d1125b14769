import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { sql } from 'kysely';
import { allowedOrigins } from '../../protocol/origins.ts';
import { openInMemory } from '../testing/databases.ts';
import { startApi } from '../testing/harness.ts';
import { listen, stopListening } from './listen.ts';

async function start() {
  const db = await openInMemory();
  const api = await startApi(db);
  return { db, api, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

test('over plain HTTP', async (t) => {
  await using server = await start();
  const { api } = server;

  await t.test('a body over the limit is answered 413 on a connection that ends', async () => {
    const { port } = new URL(api.url);
    const headers = { 'content-type': 'application/json', 'content-length': 10 * 1024 * 1024 };
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/api/v1/rooms', headers });
    request.write('{');
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
      request.on('response', resolve),
    );
    assert.deepEqual([response.statusCode, response.headers.connection], [413, 'close']);
    assert.equal(JSON.parse(await text(response)).code, 'payload_too_large');
    request.destroy();
  });

  await t.test('a body that breaks off is no fault of ours', async () => {
    const { port } = new URL(api.url);
    const socket = connect(Number(port), '127.0.0.1');
    const type = 'Content-Type: application/json';
    socket.write(`POST /api/v1/rooms HTTP/1.1\r\nHost: x\r\n${type}\r\nContent-Length: 100\r\n\r\n{"name":`);
    await once(socket, 'connect');
    // The answer to a second request says that the first one's beginning has arrived.
    await api.request('GET /rooms');
    socket.resetAndDestroy();
    await once(socket, 'close');
    assert.equal((await api.request('GET /rooms')).status, 200);
    assert.deepEqual(api.errors, []);
  });

  await t.test('a preflight is answered for an allowed origin', async () => {
    const { status, headers } = await api.request('OPTIONS /rooms', {
      origin: 'https://page.example',
      headers: {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    assert.equal(status, 204);
    assert.equal(headers.get('access-control-allow-origin'), 'https://page.example');
    assert.match(headers.get('access-control-allow-headers') ?? '', /Authorization.*Content-Type/);
    assert.match(headers.get('access-control-allow-methods') ?? '', /POST.*PATCH.*DELETE/);
    assert.equal(headers.get('access-control-allow-credentials'), null);
    assert.equal(headers.get('vary'), 'Origin');
  });

  await t.test('the page can read the headers it needs, of errors too', async () => {
    const { status, headers } = await api.request('GET /rooms/nowhere', { origin: 'https://page.example' });
    assert.deepEqual([status, headers.get('access-control-allow-origin')], [404, 'https://page.example']);
    assert.match(headers.get('access-control-expose-headers') ?? '', /X-Request-Id/);
  });

  await t.test('HEAD is GET without the body; OPTIONS and 405 name the methods', async () => {
    const head = await api.request('HEAD /rooms');
    assert.deepEqual([head.status, head.body], [200, {}]);
    const options = await api.request('OPTIONS /rooms');
    assert.deepEqual([options.status, options.headers.get('allow')], [204, 'POST, GET, HEAD, OPTIONS']);
    const put = await api.request('PUT /rooms');
    assert.deepEqual([put.status, put.headers.get('allow')], [405, 'POST, GET, HEAD, OPTIONS']);
  });

  await t.test('a decent request id is kept, another is replaced', async () => {
    const ask = async (id: string) =>
      (await api.request('GET /rooms', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    assert.equal(await ask('trace-1'), 'trace-1');
    assert.match((await ask('<script>')) ?? '', /^[0-9a-f-]{36}$/);
  });

  await t.test('health: alive, and ready while the database answers', async () => {
    const ask = async (path: string) => {
      const answer = await fetch(api.url + path);
      return [answer.status, await answer.json()];
    };
    assert.deepEqual(await ask('/healthz'), [200, { status: 'ok' }]);
    const checks = { database: 'ok', migrations: 'ok', bus: 'ok' };
    assert.deepEqual(await ask('/readyz'), [200, { status: 'ok', checks }]);

    const [latest] = (
      await sql<{ name: string }>`select name from mikro_orm_migrations order by id desc limit 1`.execute(api.db.sql)
    ).rows;
    await sql`delete from mikro_orm_migrations where name = ${latest?.name}`.execute(api.db.sql);
    assert.deepEqual(await ask('/readyz'), [
      503,
      { status: 'unavailable', checks: { ...checks, migrations: 'failed' } },
    ]);
    assert.match(api.errors.pop() ?? '', /lacks 1 migrations/);
  });

  await t.test('when the database is gone: not ready, 500 without its words, the process lives', async () => {
    await server.db.close();
    assert.equal((await fetch(`${api.url}/healthz`)).status, 200);
    const ready = await fetch(`${api.url}/readyz`);
    assert.equal(ready.status, 503);
    const checks = { database: 'failed', migrations: 'failed', bus: 'ok' };
    assert.deepEqual(await ready.json(), { status: 'unavailable', checks });
    const { status, body } = await api.request('GET /rooms');
    assert.deepEqual([status, body.code, body['detail']], [500, 'internal', 'Something went wrong on the server.']);
    assert.equal(api.errors.length, 3, 'all are in the log');
  });
});

test('a taken port and an address of somebody else are one sentence', async () => {
  const first = createServer();
  const second = createServer();
  const port = await listen(first, 0, '127.0.0.1');
  await assert.rejects(listen(second, port, '127.0.0.1'), {
    name: 'StartError',
    message: new RegExp(`Port ${port} is taken`),
  });
  await assert.rejects(listen(second, 0, '192.0.2.1'), { name: 'StartError', message: /no address 192\.0\.2\.1/ });
  await stopListening(first);
  await stopListening(second);
});

test('stopping ends connections that would stay open', async () => {
  const server = createServer(() => {});
  const port = await listen(server, 0, '127.0.0.1');
  const hanging = fetch(`http://127.0.0.1:${port}/`).then(
    () => 'answered',
    () => 'ended',
  );
  await new Promise((resolve) => server.once('request', resolve));
  await stopListening(server, 10);
  assert.equal(await hanging, 'ended');
});

test('allowed origins: exact, below a domain, all', () => {
  const some = allowedOrigins(['https://a.example', 'https://*.b.example', 'http://localhost:3000']);
  const table: Record<string, boolean> = {
    'https://a.example': true,
    'http://a.example': false,
    'https://a.example:8443': false,
    'https://x.b.example': true,
    'https://x.y.b.example': true,
    'https://b.example': false,
    'https://.b.example': false,
    'https://evilb.example': false,
    'http://localhost:3000': true,
    'http://localhost:3001': false,
    null: false,
  };
  for (const [origin, allowed] of Object.entries(table)) assert.equal(some(origin), allowed, origin);
  assert.equal(allowedOrigins(['*'])('null'), true);
  assert.equal(allowedOrigins([])('https://a.example'), false);
});
