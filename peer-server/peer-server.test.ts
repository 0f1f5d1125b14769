import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { CLOSE } from '../protocol/live-events.ts';
import { RELAYED } from '../protocol/peer-messages.ts';
import { startPeerServer } from './testing/harness.ts';

// First: timers of other tests' sockets may still run out later.
test('close ends sockets with 1001 or by force, refuses newcomers, and leaves no timer', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const server = await startPeerServer({ farewellMs: 50 });
  const polite = await server.connect('polite');
  const mute = await server.connect('mute');
  mute.ws.pause();
  const closed = server.peers.close();
  assert.equal(await polite.closed, CLOSE.goingAway);
  await closed;
  mute.ws.resume();
  await mute.closed;
  server.http.close();
  await once(server.http, 'close');
  // Unref'd timers do not count as active: `peer` would leave two that are not.
  assert.equal(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, before);
});

test('every relayed type reaches a peer of the same room, in order and in the name of its sender', async () => {
  await using server = await startPeerServer();
  const anna = await server.connect('anna');
  const ben = await server.connect('ben');
  for (const [index, type] of RELAYED.entries()) {
    anna.send({ type, dst: 'ben', src: 'somebody else', payload: { index }, extra: 'not passed on' });
  }
  for (const [index, type] of RELAYED.entries()) {
    assert.deepEqual(await ben.next(), { type, src: 'anna', dst: 'ben', payload: { index } });
  }
});

test('a message to a peer of another room is not delivered, and looks like one to nobody', async () => {
  await using server = await startPeerServer();
  const anna = await server.connect('anna');
  const stranger = await server.connect('stranger', 'room-2');
  const friend = await server.connect('friend', 'room-2');
  for (const type of RELAYED) anna.send({ type, dst: 'stranger', payload: {} });
  anna.send({ type: 'OFFER', dst: 'nobody', payload: {} });
  for (const dst of ['stranger', 'stranger', 'stranger', 'stranger', 'nobody']) {
    assert.deepEqual(await anna.next(), { type: 'EXPIRE', src: dst, dst: 'anna' });
  }
  friend.send({ type: 'OFFER', dst: 'stranger', payload: 'the first thing heard' });
  assert.equal((await stranger.next()).payload, 'the first thing heard');
});

test('a peer that left is unknown at once', async () => {
  await using server = await startPeerServer();
  const anna = await server.connect('anna');
  const ben = await server.connect('ben');
  ben.ws.close();
  await ben.closed;
  anna.send({ type: 'OFFER', dst: 'ben', payload: {} });
  assert.deepEqual(await anna.next(), { type: 'EXPIRE', src: 'ben', dst: 'anna' });
});

test('frames that are not messages are dropped and harm nobody', async () => {
  await using server = await startPeerServer();
  const anna = await server.connect('anna');
  const ben = await server.connect('ben');
  const bad = [
    '',
    'not json',
    '{"type":',
    'null',
    '[]',
    '7',
    '{}',
    '{"type":"OPEN","dst":"ben"}',
    '{"type":"ERROR","dst":"ben"}',
  ];
  const worse = ['{"type":"OFFER"}', '{"type":"LEAVE"}', '{"type":"OFFER","dst":7}', '{"type":{},"dst":"ben"}'];
  const strange = [
    '{"type":"OFFER","dst":"__proto__x"}',
    '{"type":"EXPIRE","dst":""}',
    '{"type":"constructor","dst":"ben"}',
  ];
  for (const frame of [...bad, ...worse, ...strange]) anna.send(frame);
  anna.send(Buffer.from(JSON.stringify({ type: 'OFFER', dst: 'ben', payload: 'binary' })));
  anna.send({ type: 'HEARTBEAT' });
  anna.send({ type: 'OFFER', dst: 'ben', payload: 'text' });
  assert.equal((await ben.next()).payload, 'text');
  assert.deepEqual(await anna.next(), { type: 'EXPIRE', src: '__proto__x', dst: 'anna' });
});

test('a message above 64 KiB ends the socket that sent it, and only that', async () => {
  await using server = await startPeerServer();
  const [anna, ben, cleo] = await Promise.all(['anna', 'ben', 'cleo'].map((id) => server.connect(id)));
  assert(anna && ben && cleo);
  anna.send({ type: 'OFFER', dst: 'ben', payload: 'x'.repeat(64 * 1024) });
  assert.equal(await anna.closed, CLOSE.tooLarge);
  const payload = 'x'.repeat(60 * 1024);
  cleo.send({ type: 'OFFER', dst: 'ben', payload });
  assert.deepEqual(await ben.next(), { type: 'OFFER', src: 'cleo', dst: 'ben', payload });
});

test('a flood is cut to its rate, then closed; others go on', async () => {
  await using server = await startPeerServer({ now: () => 1_000_000, rate: { burst: 10, perSecond: 1 } });
  const anna = await server.connect('anna');
  const ben = await server.connect('ben');
  const cleo = await server.connect('cleo');
  for (let n = 0; n < 500; n += 1) anna.send({ type: 'CANDIDATE', dst: 'ben', payload: n });
  assert.equal(await anna.closed, CLOSE.rateLimited);
  cleo.send({ type: 'OFFER', dst: 'ben', payload: 'cleo' });
  const heard = [];
  do heard.push((await ben.next()).payload);
  while (heard.at(-1) !== 'cleo');
  assert.deepEqual(heard, [...Array(10).keys(), 'cleo']);
});

test('a large message costs more of the rate than a small one', async () => {
  await using server = await startPeerServer({ now: () => 1_000_000, rate: { burst: 10, perSecond: 1 } });
  const anna = await server.connect('anna');
  const ben = await server.connect('ben');
  anna.send({ type: 'OFFER', dst: 'ben', payload: 'x'.repeat(17 * 1024) });
  anna.send({ type: 'OFFER', dst: 'ben', payload: 'x'.repeat(17 * 1024) });
  anna.send({ type: 'OFFER', dst: 'ben', payload: 'small' });
  assert.equal(String((await ben.next()).payload).length, 17 * 1024);
  assert.equal((await ben.next()).payload, 'small');
});

test('a socket that answers no ping is dead; one that does stays', async () => {
  await using server = await startPeerServer({ pingMs: 40 });
  const anna = await server.connect('anna');
  const dead = await server.connect('dead', 'room-1', { autoPong: false });
  assert.equal(await dead.closed, 1006);
  anna.send({ type: 'OFFER', dst: 'dead', payload: {} });
  assert.deepEqual(await anna.next(), { type: 'EXPIRE', src: 'dead', dst: 'anna' });
});

test('a newer socket of the same peer takes over: it gets OPEN and the messages, the older one is ended', async () => {
  await using server = await startPeerServer();
  const ben = await server.connect('ben');
  const older = await server.connect('anna');
  const newer = await server.connect('anna');
  assert.equal(await older.closed, 1006);
  ben.send({ type: 'OFFER', dst: 'anna', payload: 1 });
  assert.equal((await newer.next()).payload, 1);
  newer.send({ type: 'ANSWER', dst: 'ben', payload: 2 });
  assert.equal((await ben.next()).payload, 2);
});

test('1,000 sockets that say nothing do no harm', async () => {
  await using server = await startPeerServer();
  await Promise.all(Array.from({ length: 1000 }, (_, n) => server.connect(`silent-${n}`)));
  const anna = await server.connect('anna');
  const ben = await server.connect('ben');
  anna.send({ type: 'OFFER', dst: 'ben', payload: 'heard' });
  assert.equal((await ben.next()).payload, 'heard');
});
