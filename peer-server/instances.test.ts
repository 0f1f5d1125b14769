import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { connectRedis } from '../redis/redis.ts';
import { startRedis } from '../redis/testing/start-redis.ts';
import { startPeerServer, ticket } from './testing/harness.ts';

const log = { warn() {}, info() {} };

async function startTwo() {
  const opened = new AsyncDisposableStack();
  const server = opened.use(await startRedis());
  const open = async () => {
    const redis = opened.adopt(await connectRedis(server.url, log), (it) => it.close());
    return opened.use(await startPeerServer({ redis }));
  };
  const [one, other] = [await open(), await open()];
  return { server, one, other, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

test('peers of one room reach each other over two servers, in order and in the sender’s name; others do not', async () => {
  await using two = await startTwo();
  const anna = await two.one.connect('anna');
  const ben = await two.other.connect('ben');
  const eve = await two.other.connect('eve', 'room-2');
  const said = [
    ...['OFFER', 'CANDIDATE', 'CANDIDATE', 'RESTART', 'LEAVE'].map((type, n) => ({ type, payload: { n } })),
    ...Array.from({ length: 50 }, (_, n) => ({ type: 'CANDIDATE', payload: { n } })),
  ];
  for (const message of said) anna.send({ ...message, dst: 'ben', src: 'eve' });
  for (const message of said) assert.deepEqual(await ben.next(), { ...message, src: 'anna', dst: 'ben' });
  ben.send({ type: 'ANSWER', dst: 'anna', payload: 'yes' });
  assert.deepEqual(await anna.next(), { type: 'ANSWER', src: 'ben', dst: 'anna', payload: 'yes' });

  for (const dst of ['eve', 'nobody']) {
    anna.send({ type: 'OFFER', dst, payload: {} });
    assert.deepEqual(await anna.next(), { type: 'EXPIRE', src: dst, dst: 'anna' });
  }
  ben.ws.close();
  await ben.closed;
  // His server has to notice first: what is sent until then is lost, as it would be in his own server.
  const deadline = Date.now() + 30_000;
  const expired = anna.next();
  for (let isOver = false; !isOver; ) {
    assert.ok(Date.now() < deadline, 'he is still thought to be there');
    anna.send({ type: 'OFFER', dst: 'ben', payload: {} });
    isOver = await Promise.race([expired.then(() => true), wait(50, false)]);
  }
  assert.deepEqual(await expired, { type: 'EXPIRE', src: 'ben', dst: 'anna' });
  eve.send({ type: 'OFFER', dst: 'eve', payload: 'herself' });
  assert.equal((await eve.next()).payload, 'herself');
});

test('who connects to another server takes the place over; a ticket used at one is used at the other', async () => {
  await using two = await startTwo();
  const ben = await two.one.connect('ben');
  const before = await two.one.connect('anna');
  const token = await ticket('anna', { jti: 'one' });
  const ws = new WebSocket(two.other.url('anna', token));
  const [open] = await once(ws, 'message');
  assert.match(String(open), /OPEN/);
  await before.closed;
  assert.equal((await two.one.refused(two.one.url('anna', token))).code, 'token_used');
  ben.send({ type: 'OFFER', dst: 'anna', payload: 1 });
  const [offer] = await once(ws, 'message');
  assert.match(String(offer), /OFFER/);
  ws.terminate();
});

test('without Redis each server goes on with its own, and who came meanwhile is found when it is back', async () => {
  await using two = await startTwo();
  await two.server.kill();
  const anna = await two.one.connect('anna');
  const cora = await two.one.connect('cora');
  anna.send({ type: 'OFFER', dst: 'cora', payload: 1 });
  assert.equal((await cora.next()).type, 'OFFER');
  const ben = await two.other.connect('ben');
  await two.server.start();
  const deadline = Date.now() + 30_000;
  const found = ben.next();
  for (let isFound = false; !isFound; ) {
    assert.ok(Date.now() < deadline, 'never found');
    anna.send({ type: 'OFFER', dst: 'ben', payload: 2 });
    isFound = await Promise.race([found.then(() => true), wait(100, false)]);
  }
  assert.equal((await found).type, 'OFFER');
});
