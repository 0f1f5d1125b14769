import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SPEAKING_INTERVAL_MS } from '../../protocol/limits.ts';
import { forEachDatabase } from '../testing/databases.ts';
import type { LiveClient } from './testing/live-client.ts';
import { startLive } from './testing/live-harness.ts';

const speak = (client: LiveClient, speaking = true) => client.get('ok', { type: 'voice:speaking', speaking });

/** What this client heard of speaking so far. */
const edges = async (client: LiveClient) => {
  await client.settled();
  return client.heard.flatMap((message) => (message.type === 'voice:speaking' ? [message.speaking] : []));
};

const OPEN = { kind: 'open', siteId: 'default' } as const;

forEachDatabase((open) => {
  test('the microphone is live or not: told once each', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { client, roomId, participantId } = await live.join('lobby', 'anna');
    const other = (await live.join('lobby', 'ben')).client;
    const started = await client.get('voice:stream-started', { type: 'voice:start', roomId });
    assert.equal(started.participantId, participantId);
    await client.get('ok', { type: 'voice:start', roomId });
    await client.get('voice:stream-stopped', { type: 'voice:stop', roomId });
    await client.get('ok', { type: 'voice:stop', roomId });
    await other.next('voice:stream-started');
    await other.next('voice:stream-stopped');
    await other.settled();
    assert.equal(other.types().filter((type) => type.startsWith('voice:')).length, 2);
  });

  test('speaking: both edges, no more often than the interval, the last state wins', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { client, participantId } = await live.join('lobby', 'anna');
    const other = (await live.join('lobby', 'ben')).client;
    await speak(client);
    assert.deepEqual((await other.next('voice:speaking')).participantId, participantId);
    for (const speaking of [false, true, false]) await speak(client, speaking);
    assert.deepEqual(await edges(other), [true]);
    live.time.advance(SPEAKING_INTERVAL_MS);
    assert.deepEqual(await edges(other), [true, false]);
    live.time.advance(SPEAKING_INTERVAL_MS);
    for (const speaking of [true, false, true]) await speak(client, speaking);
    live.time.advance(SPEAKING_INTERVAL_MS);
    assert.deepEqual(await edges(other), [true, false, true]);
    assert.deepEqual(await edges(client), [true, false, true], 'one’s own, too');
  });

  test('a mute ends speaking for everybody at once, and the muted cannot be heard speaking', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const moderator = await live.join('lobby', 'anna');
    const { client, roomId, participantId } = await live.join('lobby', 'ben');
    const watcher = await live.client();
    const mute = { type: 'room:mute', roomId, participantId };
    for (const who of [client, moderator.client]) {
      await speak(client);
      await who.get('room:participant-updated', { ...mute, muted: true });
      assert.deepEqual((await edges(moderator.client)).at(-1), false);
      live.time.advance(SPEAKING_INTERVAL_MS);
      await speak(client);
      live.time.advance(SPEAKING_INTERVAL_MS);
      assert.deepEqual((await edges(moderator.client)).at(-1), false);
      const snapshot = await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
      assert.deepEqual(snapshot.speaking, []);
      await who.get('room:participant-updated', { ...mute, muted: false });
    }
    await speak(client);
    assert.deepEqual((await edges(moderator.client)).at(-1), true);
  });

  test('who leaves or is lost while speaking speaks no more', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await live.client();
    const speaking = async () => (await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' })).speaking;
    const lost = await live.join('lobby', 'ben');
    const { client, roomId, participantId } = await live.join('lobby', 'anna');
    await speak(client);
    await speak(lost.client);
    assert.deepEqual(new Set(await speaking()), new Set([participantId, lost.participantId]));
    await client.get('room:participant-left', { type: 'room:leave', roomId, participantId });
    assert.deepEqual(await speaking(), [lost.participantId]);
    lost.client.ws.terminate();
    await watcher.until((message) => message.type === 'voice:speaking' && !message.speaking);
    assert.deepEqual(await speaking(), []);
    await speak(client);
    await watcher.settled();
    assert.deepEqual(await speaking(), [], 'said by one who is in no room');
  });

  for (const [who, silence, release] of [
    ['a listener', { role: 'listener' }, { role: 'speaker' }],
    ['who is muted by a moderator', { serverMuted: true }, { serverMuted: false }],
  ] as const) {
    test(`${who} is not heard, and nobody is told of the microphone until that ends`, async () => {
      await using db = await open();
      await using live = await startLive({ db });
      const anna = await live.join('lobby', 'anna');
      const { client, roomId, participantId } = await live.join('lobby', 'ben');
      const told = async () => {
        await anna.client.settled();
        return anna.client.types().filter((type) => type.startsWith('voice:'));
      };
      await client.get('voice:stream-started', { type: 'voice:start', roomId });
      await speak(client);
      await live.participants.update(OPEN, roomId, participantId, silence);
      await client.next('voice:stream-stopped');
      const soFar = await told();
      assert.deepEqual(soFar.sort(), [
        'voice:speaking',
        'voice:speaking',
        'voice:stream-started',
        'voice:stream-stopped',
      ]);
      live.time.advance(SPEAKING_INTERVAL_MS);
      await client.get('ok', { type: 'voice:stop', roomId });
      await client.get('ok', { type: 'voice:start', roomId });
      await speak(client);
      live.time.advance(SPEAKING_INTERVAL_MS);
      assert.equal((await told()).length, soFar.length);
      await live.participants.update(OPEN, roomId, participantId, release);
      await client.next('voice:stream-started');
      await speak(client);
      assert.equal((await told()).length, soFar.length + 2);
    });
  }

  test('a room for speakers: newcomers listen', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    await live.rooms.create(
      { kind: 'admin', siteId: 'default' },
      { name: 'Hall', slug: 'hall', settings: { speakersOnly: true } },
    );
    const { client, roomId, joined } = await live.join('hall', 'anna');
    assert.equal(joined.participant.role, 'listener');
    await client.get('ok', { type: 'voice:start', roomId });
    await speak(client);
    assert.deepEqual(await edges(client), []);
  });
});
