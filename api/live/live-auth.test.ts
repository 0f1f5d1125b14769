import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { AUTH_TIMEOUT_MS } from '../../protocol/limits.ts';
import { CLOSE } from '../../protocol/live-events.ts';
import { openInMemory } from '../testing/databases.ts';
import { createFakeTime } from './testing/fake-time.ts';
import { refusedUpgrade } from './testing/live-client.ts';
import { startLive } from './testing/live-harness.ts';

test('an open server takes anybody; the answer repeats the ref', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const client = await live.connect();
  client.send({ type: 'auth', ref: 7 });
  assert.deepEqual(await client.next('auth:ok'), { type: 'auth:ok', participantId: null, ref: 7 });
  client.send({ type: 'auth' });
  assert.deepEqual(await client.next('auth:ok'), { type: 'auth:ok', participantId: null });
});

const FIRST = [
  ['another message', { type: 'room:watch', room: 'lobby' }, 'unauthenticated'],
  ['a heartbeat', { type: 'heartbeat' }, 'unauthenticated'],
  ['an unknown message', { type: 'no-such-thing' }, 'unauthenticated'],
  ['text that is not JSON', 'hello', 'malformed_json'],
  ['bytes', Buffer.from('{"type":"auth"}'), 'bad_request'],
  ['a number as credential', { type: 'auth', credential: 7 }, 'validation_failed'],
  ['an unknown field', { type: 'auth', token: 'x' }, 'validation_failed'],
  ['an endless credential', { type: 'auth', credential: 'x'.repeat(10_000) }, 'validation_failed'],
  ['a forged token', { type: 'auth', credential: 'eyJhbGciOiJub25lIn0.e30.' }, 'token_invalid'],
] as const;

for (const [name, message, code] of FIRST) {
  test(`the first message is ${name}: ${code}, closed`, async () => {
    await using db = await openInMemory();
    await using live = await startLive({ db });
    const client = await live.connect();
    client.send(message);
    assert.equal((await client.next('room:error')).code, code);
    assert.equal(await client.closed, CLOSE.unauthenticated);
    assert.equal(client.heard.length, 1);
  });
}

test('an expired token, and one for another purpose', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const { joined } = await live.join('lobby', 'anna');
  const ticket = await live.connect();
  assert.equal(await ticket.refusal({ type: 'auth', credential: joined.signaling.token }), 'token_invalid');
  const before = live.time.clock().getTime();
  await using later = await startLive({ db, time: createFakeTime(before + 48 * 3600_000) });
  const expired = await later.connect();
  assert.equal(await expired.refusal({ type: 'auth', credential: joined.token }), 'token_expired');
  assert.equal(await expired.closed, CLOSE.unauthenticated);
});

test('who authenticates again and fails has no rights left', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const client = await live.client();
  assert.equal(await client.refusal({ type: 'auth', credential: 'nonsense' }), 'token_invalid');
  assert.equal(await client.closed, CLOSE.unauthenticated);
});

test('1,000 sockets that say nothing are closed when their time is up, and do no harm', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const silent = await Promise.all(Array.from({ length: 1000 }, () => live.connect()));
  const { client } = await live.join('lobby', 'anna');
  live.time.advance(AUTH_TIMEOUT_MS - 2);
  await client.settled();
  assert(silent.every(({ ws }) => ws.readyState === WebSocket.OPEN));
  live.time.advance(2);
  const codes = await Promise.all(silent.map(({ closed }) => closed));
  assert(codes.every((code) => code === CLOSE.unauthenticated));
  assert.deepEqual(silent[0]?.types(), ['room:error']);
  await client.settled();
});

test('production: listed origins only, before the upgrade', async () => {
  await using db = await openInMemory();
  const config = { production: true, allowedOrigins: ['https://good.example'] };
  await using live = await startLive({ db, config });
  const answer = await refusedUpgrade(live.url, { origin: 'https://bad.example' });
  assert.deepEqual(answer, { status: 403, type: 'application/problem+json', code: 'origin_not_allowed' });
  const client = await live.connect({ origin: 'https://good.example' });
  await client.get('auth:ok', { type: 'auth' });
});

test('no other address, and none once it closes', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  assert.equal((await refusedUpgrade(live.url.replace('/live', '/other'))).code, 'not_found');
  const client = await live.client();
  const closing = live.api.close();
  assert.equal((await refusedUpgrade(live.url)).code, 'unavailable');
  assert.equal(await client.closed, CLOSE.goingAway);
  await closing;
});

test('a client that hangs up in the middle of a join leaves nobody behind', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const watcher = await live.client();
  await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
  const client = await live.client();
  client.send({ type: 'room:join', room: 'lobby', agentId: 'anna' });
  client.send({ type: 'room:join', room: 'other', agentId: 'anna' });
  client.ws.close();
  await once(client.ws, 'close').catch(() => undefined);
  const { participant } = await watcher.next('room:participant-joined');
  await watcher.until(
    (message) => message.type === 'room:participant-updated' && message.participant.status === 'disconnected',
  );
  live.time.advance(2000);
  assert.equal((await watcher.next('room:participant-left')).participantId, participant.id);
});
