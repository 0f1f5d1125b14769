import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { createApi } from './app.ts';
import { readConfig } from './config.ts';
import type { Database } from './db/orm.ts';
import { listen, stopListening } from './http/listen.ts';
import { systemTimers, type Timers } from './live/timers.ts';
import { openInMemory } from './testing/databases.ts';

const config = {
  ...readConfig({
    NODE_ENV: 'production',
    TOKEN_SECRET: 'x'.repeat(32),
    ADMIN_KEY: 'x'.repeat(24),
    ALLOWED_ORIGINS: '*',
  }),
  production: false,
};

async function start(told: string[], timers: Timers = systemTimers) {
  const db = await openInMemory();
  const watched: Database = {
    ...db,
    async close() {
      told.push('database closed');
      await db.close();
    },
  };
  const api = await createApi({ config, log: pino({ level: 'silent' }), db: watched, timers });
  const server = createServer(api.callback).on('upgrade', api.upgrade);
  const port = await listen(server, 0, '127.0.0.1');
  return { api, server, port };
}

/** A request whose head has arrived and whose body is to come. */
async function halfRequest(port: number, path = '/api/v1/rooms') {
  const socket = connect(port, '127.0.0.1');
  const type = 'Content-Type: application/json';
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\n${type}\r\nContent-Length: 15\r\n\r\n{"name":`);
  await once(socket, 'connect');
  // The answer to a second request says that the first one's beginning has arrived.
  await (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
  return socket;
}

test('a request under way is answered, then live sockets are told, then the database closes', async () => {
  const told: string[] = [];
  const { api, server, port } = await start(told);
  const live = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`);
  await once(live, 'open');
  live.once('close', (code) => told.push(`live ${code}`));
  const socket = await halfRequest(port);
  const answer = text(socket).then((said) => {
    told.push('answered');
    return said;
  });

  const stopped = stopListening(server);
  const closed = api.close();
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`), 'nobody is let in any more');
  assert.deepEqual(told, []);
  socket.write('"late"}');
  await Promise.all([stopped, closed]);

  const said = await answer;
  assert.match(said, /^HTTP\/1\.1 201 /);
  assert.match(said, /\r\nConnection: close\r\n/i);
  assert.deepEqual(told, ['answered', 'live 1001', 'database closed']);
});

test('on a connection that was open already, a new request is refused', async () => {
  const { api, server, port } = await start([]);
  const socket = await halfRequest(port);
  const drained = api.drain();
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/rooms`);
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get('retry-after'), '1');
  assert.equal(answer.headers.get('connection'), 'close');
  socket.end('"late"}');
  await drained;
  await stopListening(server, 0);
  await api.close();
});

test('a request that never ends does not keep the server', async () => {
  const told: string[] = [];
  let late = () => {};
  const timers: Timers = {
    ...systemTimers,
    after(ms, run) {
      if (ms < 10_000) return systemTimers.after(ms, run);
      late = run;
      return () => {};
    },
  };
  const { api, server, port } = await start(told, timers);
  const socket = await halfRequest(port);
  const closed = api.close();
  late();
  await closed;
  assert.deepEqual(told, ['database closed']);
  socket.destroy();
  await stopListening(server, 0);
});
