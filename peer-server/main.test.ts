import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { isRecord, parseJson } from '../protocol/guards.ts';
import { startRedis } from '../redis/testing/start-redis.ts';
import { SECRET } from './testing/harness.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env: { HOST: '127.0.0.1', PORT: '0', ...env } });
  const exited = once(child, 'exit').then(([code]) => code);
  return { child, exited };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`runs alone, answers plain HTTP with 404, ends cleanly with ${signal}`, async () => {
    const { child, exited } = start({ TOKEN_SECRET: SECRET });
    const [line] = await once(child.stdout, 'data');
    const entry = parseJson(String(line).split('\n')[0] ?? '');
    assert(isRecord(entry) && isRecord(entry.address), String(line));
    const response = await fetch(`http://127.0.0.1:${entry.address.port}/peer/peerjs/id`);
    assert.equal(response.status, 404);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const problem: unknown = await response.json();
    assert(isRecord(problem) && problem.code === 'not_found');
    const headers = { connection: 'Upgrade', upgrade: 'h2c' };
    const [offered] = await once(get(`http://127.0.0.1:${entry.address.port}/healthz`, { headers }), 'response');
    assert.equal(offered.statusCode, 200, 'an offer of another protocol is ignored');
    offered.resume();
    const metrics = await fetch(`http://127.0.0.1:${entry.address.port}/metrics`);
    assert.match(await metrics.text(), /^voice_room_signalling_sockets 0$/m);
    child.kill(signal);
    assert.equal(await exited, 0);
  });
}

test('says how it is; its metrics are for who has the key; without Redis it is not ready', async () => {
  const redis = await startRedis();
  const key = 'an admin key for the tests';
  const { child, exited } = start({ TOKEN_SECRET: SECRET, REDIS_URL: redis.url, ADMIN_KEY: key });
  await using started = new AsyncDisposableStack();
  started.defer(() => redis.kill());
  started.defer(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const entry = parseJson(String(line).split('\n')[0] ?? '');
  assert(isRecord(entry) && isRecord(entry.address), String(line));
  const { port } = entry.address;
  const get = (path: string, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers });
  assert.deepEqual(await (await get('/healthz')).json(), { status: 'ok' });
  assert.deepEqual(await (await get('/readyz')).json(), { status: 'ok', checks: { redis: 'ok' } });
  assert.equal((await get('/metrics')).status, 401);
  assert.equal((await get('/metrics', { Authorization: 'Bearer another' })).status, 401);
  const refused = new WebSocket(`ws://127.0.0.1:${port}/peer/peerjs?key=peerjs&id=anna`);
  await once(refused, 'error');
  const metrics = await (await get('/metrics', { Authorization: `Bearer ${key}` })).text();
  assert.match(metrics, /^voice_room_refused_peers_total\{code="unauthenticated"\} 1$/m);
  await redis.kill();
  const deadline = Date.now() + 30_000;
  while ((await get('/readyz')).status !== 503) assert.ok(Date.now() < deadline, 'it says that it is ready');
  assert.equal((await get('/healthz')).status, 200);
  child.kill('SIGTERM');
  assert.equal(await exited, 0);
});

test('says in one sentence why it cannot start', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = isRecord(address) ? String(address.port) : '';
  const cases: [Record<string, string>, RegExp][] = [
    [{}, /^The signalling server cannot start: TOKEN_SECRET is required\.\n$/],
    [
      { TOKEN_SECRET: SECRET, PORT: port },
      /^The signalling server cannot start: the port is already taken \(.*\)\.\n$/,
    ],
  ];
  for (const [env, message] of cases) {
    const { child, exited } = start(env);
    const [said, code] = await Promise.all([text(child.stderr), exited]);
    assert.match(said, message);
    assert.equal(code, 1);
  }
  taken.close();
});
