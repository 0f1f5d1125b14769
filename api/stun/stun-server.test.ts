import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createApi } from '../app.ts';
import { createLog } from '../log.ts';
import { TEST_CONFIG } from '../testing/config.ts';
import { openInMemory } from '../testing/databases.ts';
import { startApi } from '../testing/harness.ts';
import { xorAddress } from './stun-message.ts';
import { createStunRate, type StunRate } from './stun-rate.ts';
import { startStunServer } from './stun-server.ts';

const run = promisify(execFile);
const REQUEST = Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex');
const TRANSACTION = REQUEST.subarray(8);
const log = createLog({ logLevel: 'silent' });
const clock = () => new Date(0);
const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

async function start(host: string | undefined, rate?: StunRate) {
  const server = await startStunServer({ port: 0, host, clock, log, ...(rate ? { rate } : {}) });
  return { port: server.port, [Symbol.asyncDispose]: () => server.close() };
}

async function client(address: string) {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4').bind(0, address);
  await once(socket, 'listening');
  return {
    address: { address, port: socket.address().port },
    send: (datagram: Buffer, port: number) => socket.send(datagram, port, address),
    async answer(): Promise<Buffer> {
      const [datagram] = await once(socket, 'message', { signal: AbortSignal.timeout(10_000) });
      return datagram;
    },
    [Symbol.dispose]: () => socket.close(),
  };
}

for (const [host, from] of [
  ['127.0.0.1', '127.0.0.1'],
  [undefined, '127.0.0.1'],
  ...(hasIPv6
    ? ([
        ['::1', '::1'],
        [undefined, '::1'],
      ] as const)
    : []),
] as const) {
  test(`bound to ${host ?? 'everything'}, ${from} learns its address`, async () => {
    await using server = await start(host);
    using one = await client(from);
    one.send(REQUEST, server.port);
    assert.deepEqual((await one.answer()).subarray(24), xorAddress(one.address, TRANSACTION));
  });
}

test('garbage gets no answer and harms nobody', async () => {
  await using server = await start('127.0.0.1');
  using one = await client('127.0.0.1');
  for (const datagram of ['', 'GET / HTTP/1.1\r\n\r\n', '\0'.repeat(20)]) one.send(Buffer.from(datagram), server.port);
  one.send(REQUEST.subarray(0, 19), server.port);
  one.send(REQUEST, server.port);
  // On one machine datagrams keep their order: the first answer is that of the request.
  assert.equal((await one.answer()).readUInt16BE(0), 0x0101);
});

test('more than its share of one second is not answered', async () => {
  await using server = await start('127.0.0.1', { perNetwork: 2, total: 10 });
  using one = await client('127.0.0.1');
  const marked = (n: number) => Buffer.concat([REQUEST.subarray(0, 19), Buffer.from([n])]);
  for (const n of [1, 2, 3, 4]) one.send(marked(n), server.port);
  const first = await one.answer();
  assert.equal(first.at(19), 1);
});

test('each network has its share, all of them together have theirs, and the next second is new', () => {
  const mayAnswer = createStunRate({ perNetwork: 2, total: 3 });
  const answered = (now: number, ...addresses: string[]) => addresses.map((address) => mayAnswer(address, now));
  assert.deepEqual(answered(0, '192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2'), [true, true, false, true]);
  assert.deepEqual(answered(999, '192.0.2.3'), [false]);
  assert.deepEqual(answered(1000, '192.0.2.3', '2001:db8::1', '2001:db8::2'), [true, true, true]);
  assert.deepEqual(answered(2000, '2001:db8::1', '2001:db8::2', '2001:db8::3'), [true, true, false]);
});

test("coturn's client is answered", async () => {
  await using server = await start('127.0.0.1');
  const { stdout } = await run('turnutils_stunclient', ['-p', String(server.port), '127.0.0.1'], { timeout: 20_000 });
  assert.match(stdout, /UDP reflexive addr: 127\.0\.0\.1:\d+/);
});

test('the API runs it, tells pages where it is, and stops it', async () => {
  await using db = await openInMemory();
  const kept = { ...db, close: async () => {} };
  let port = 0;
  {
    await using api = await startApi(kept, { config: { stunPort: 0, publicUrl: 'https://voice.example' } });
    const { iceServers } = await api.join('lobby', 'anna');
    assert.deepEqual((await api.request('GET /ice-servers')).body, {
      iceServers,
      iceServersTtlS: 120,
      signalingUrl: '/peer',
    });
    const url = iceServers[0]?.urls[0] ?? '';
    assert.match(url, /^stun:voice\.example:\d+$/);
    port = Number(url.split(':')[2]);
    using one = await client('127.0.0.1');
    one.send(REQUEST, port);
    await one.answer();

    await assert.rejects(createApi({ config: { ...TEST_CONFIG, stunPort: port }, log, db: kept }), {
      name: 'StartError',
      message: `Port ${port} is taken: stop the program that uses it, or set STUN_PORT to another one.`,
    });
  }
  const config = { stunPort: port, stunUrls: ['stun:elsewhere'] };
  await using again = await startApi(kept, { config });
  const answer = await again.request<{ iceServers: object[] }>('GET /ice-servers');
  assert.deepEqual(answer.body.iceServers, [{ urls: ['stun:elsewhere'] }], 'STUN_URLS says otherwise');
});
