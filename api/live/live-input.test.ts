import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE } from '../../protocol/live-events.ts';
import { openInMemory } from '../testing/databases.ts';
import type { Sent } from './testing/live-client.ts';
import { startLive } from './testing/live-harness.ts';

const ID = '00000000-0000-4000-8000-000000000000';
const join = { type: 'room:join', room: 'lobby', agentId: 'a' };

const BAD: [name: string, message: Sent | string | Buffer, code: string, paths?: string[]][] = [
  ['text that is not JSON', '{"type":', 'malformed_json'],
  ['an empty frame', '', 'malformed_json'],
  ['a list', '[]', 'validation_failed'],
  ['null', 'null', 'validation_failed'],
  ['no type', '{}', 'unknown_message'],
  ['a type of another type', { type: 7 }, 'unknown_message'],
  ['an unknown type', { type: 'room:explode' }, 'unknown_message'],
  ['a name of Object.prototype', { type: 'constructor' }, 'unknown_message'],
  ['a message of a later version', { type: 'room:of-tomorrow' }, 'unknown_message'],
  ['a message of the server', { type: 'room:joined' }, 'unknown_message'],
  ['bytes', Buffer.from(JSON.stringify({ type: 'heartbeat' })), 'bad_request'],
  ['a list as ref', { type: 'heartbeat', ref: [] }, 'validation_failed', ['message.ref']],
  ['an unknown field', { type: 'heartbeat', and: 'more' }, 'validation_failed', ['message.and']],
  ['no room', { type: 'room:watch' }, 'validation_failed', ['message.room']],
  ['a slug with spaces', { type: 'room:watch', room: 'my room' }, 'validation_failed', ['message.room']],
  ['a slug of emoji', { ...join, room: '🦦' }, 'validation_failed', ['message.room']],
  ['a slug of 10,000 characters', { ...join, room: 'x'.repeat(10_000) }, 'validation_failed', ['message.room']],
  [
    'every issue at once',
    { type: 'room:join', room: 7, agentId: '', muted: 'no' },
    'validation_failed',
    ['message.room', 'message.agentId', 'message.muted'],
  ],
  ['U+0000 in a name', { ...join, agentId: 'a\0' }, 'validation_failed', ['message.agentId']],
  ['a script as avatar', { ...join, avatar: 'javascript:alert(1)' }, 'validation_failed', ['message.avatar']],
  ['too much metadata', { ...join, metadata: { x: 'x'.repeat(10_000) } }, 'validation_failed', ['message.metadata']],
  ['a room id that is none', { type: 'room:ready', roomId: 'lobby' }, 'validation_failed', ['message.roomId']],
  [
    'unknown settings',
    { type: 'room:settings', roomId: ID, settings: { color: 1 } },
    'validation_failed',
    ['message.settings.color'],
  ],
  ['a wish of the wrong type', { type: 'voice:speaking', speaking: 'yes' }, 'validation_failed', ['message.speaking']],
  ['a room one is not in', { type: 'voice:start', roomId: ID }, 'participant_not_found'],
  ['a room that is none', { type: 'room:settings', roomId: ID, settings: {} }, 'room_not_found'],
];

test('bad input is refused with its code and where it is wrong; the socket goes on', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const client = await live.client();
  for (const [name, message, code, paths] of BAD) {
    client.send(message);
    const error = await client.next('room:error');
    assert.equal(error.code, code, name);
    assert(error.message, name);
    if (paths)
      assert.deepEqual(
        error.issues?.map(({ path }) => path),
        paths,
        name,
      );
  }
  await client.settled();
});

test('the refusal repeats ref and room', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const client = await live.client();
  client.send({ type: 'room:ready', roomId: ID, ref: 'r' });
  const { ref, roomId, code } = await client.next('room:error');
  assert.deepEqual([ref, roomId, code], ['r', ID, 'participant_not_found']);
});

test('a message above 64 KiB ends the socket that sent it; others go on', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const [client, other] = [await live.client(), await live.client()];
  client.send({ type: 'room:watch', room: 'x'.repeat(10 * 1024 * 1024) });
  assert.equal(await client.closed, CLOSE.tooLarge);
  await other.settled();
});

test('a flood is refused once, then closed; others go on', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const [client, other] = [await live.client(), await live.client()];
  for (let n = 0; n < 500; n += 1) client.send({ type: 'heartbeat' });
  assert.equal(await client.closed, CLOSE.rateLimited);
  assert.deepEqual(
    client.heard.flatMap((message) => (message.type === 'room:error' ? [message.code] : [])),
    ['rate_limited'],
  );
  await other.settled();
});

test('who was too fast and waits may go on', async () => {
  await using db = await openInMemory();
  await using live = await startLive({ db });
  const client = await live.client();
  for (let n = 0; n < 120; n += 1) client.send({ type: 'heartbeat' });
  assert.equal((await client.next('room:error')).code, 'rate_limited');
  live.time.advance(1000);
  await client.settled();
});
