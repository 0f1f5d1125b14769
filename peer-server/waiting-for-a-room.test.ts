/** A line that is opened before its owner is in a room. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE } from '../protocol/live-events.ts';
import { ADMIT, RELAYED } from '../protocol/peer-messages.ts';
import { startPeerServer, ticket } from './testing/harness.ts';

test('nothing is relayed to or from one who is in no room, not even among those', async () => {
  await using server = await startPeerServer();
  const inside = await server.connect('inside');
  const waiting = await server.connect('waiting', null);
  const another = await server.connect('another', null);
  for (const type of RELAYED) {
    waiting.send({ type, dst: 'inside', payload: {} });
    waiting.send({ type, dst: 'another', payload: {} });
    inside.send({ type, dst: 'waiting', payload: {} });
  }
  // What is not delivered is told to be, four of the six types; then its own message is the first it hears of anybody.
  for (const peer of [waiting, another]) peer.send({ type: 'RESTART', dst: peer === waiting ? 'waiting' : 'another' });
  inside.send({ type: 'RESTART', dst: 'inside' });
  const typesOf = async (peer: typeof inside, count: number) => {
    const types = [];
    for (let index = 0; index < count; index += 1) types.push((await peer.next()).type);
    return types;
  };
  assert.deepEqual(await typesOf(waiting, 9), [...Array(8).fill('EXPIRE'), 'RESTART']);
  assert.deepEqual(await typesOf(another, 1), ['RESTART']);
  assert.deepEqual(await typesOf(inside, 5), [...Array(4).fill('EXPIRE'), 'RESTART']);
});

test('with the ticket of its stay it is in that room, and what it says right after is relayed in order', async () => {
  await using server = await startPeerServer();
  const anna = await server.connect('anna');
  const ben = await server.connect('ben', null);
  ben.send({ type: ADMIT, payload: await ticket('ben') });
  for (let index = 0; index < 20; index += 1) ben.send({ type: 'CANDIDATE', dst: 'anna', payload: { index } });
  for (let index = 0; index < 20; index += 1) {
    assert.deepEqual(await anna.next(), { type: 'CANDIDATE', src: 'ben', dst: 'anna', payload: { index } });
  }
  anna.send({ type: 'ANSWER', dst: 'ben', payload: {} });
  assert.equal((await ben.next()).type, 'ANSWER');
});

for (const [what, make] of Object.entries({
  'of another peer': () => ticket('somebody else'),
  'without a room': () => ticket('ben', { room: null }),
  'that has expired': () => ticket('ben', { expiresInS: -1 }),
  'of another secret': () => ticket('ben', { secret: 'another secret, also long enough to be one' }),
  'of another audience': () => ticket('ben', { audience: 'participant' }),
})) {
  test(`a ticket ${what} closes the socket, and nothing was relayed`, async () => {
    await using server = await startPeerServer();
    const anna = await server.connect('anna');
    const ben = await server.connect('ben', null);
    ben.send({ type: ADMIT, payload: await make() });
    ben.send({ type: 'OFFER', dst: 'anna', payload: {} });
    assert.equal(await ben.closed, CLOSE.unauthenticated);
    anna.send({ type: 'RESTART', dst: 'anna' });
    assert.equal((await anna.next()).type, 'RESTART');
  });
}

test('a ticket that opened a line admits to no room, and one that admitted opens no line', async () => {
  await using server = await startPeerServer();
  const token = await ticket('ben');
  const ben = await server.connect('ben', null);
  ben.send({ type: ADMIT, payload: token });
  ben.send({ type: 'RESTART', dst: 'ben' });
  await ben.next();
  assert.equal((await server.refused(server.url('ben', token))).code, 'token_used');
  ben.send({ type: ADMIT, payload: token });
  assert.equal(await ben.closed, CLOSE.unauthenticated);
});

test('who joins no room in time is shown the door, who did is not', async () => {
  await using server = await startPeerServer({ reservedMs: 100 });
  const late = await server.connect('late', null);
  const ben = await server.connect('ben', null);
  ben.send({ type: ADMIT, payload: await ticket('ben') });
  assert.equal(await late.closed, CLOSE.timeout);
  ben.send({ type: 'RESTART', dst: 'ben' });
  assert.equal((await ben.next()).type, 'RESTART');
});
