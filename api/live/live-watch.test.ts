import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '../testing/databases.ts';
import { startLive } from './testing/live-harness.ts';

const ADMIN = { kind: 'admin', siteId: 'default' } as const;

forEachDatabase((open) => {
  test('a slug without an open room: nothing yet, then the room when it is made, and again after it closed', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await live.client();
    const empty = await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
    assert.deepEqual([empty.room, empty.roomId, empty.seq, empty.participants], [null, '', 0, []]);
    for (const name of ['first', 'second']) {
      const room = await live.rooms.create(ADMIN, { name, slug: 'lobby' });
      const created = await watcher.next('room:created');
      assert.deepEqual([created.roomId, created.room.name, created.seq], [room.id, name, 1]);
      await live.join('lobby', 'anna');
      assert.equal((await watcher.next('room:participant-joined')).roomId, room.id);
      await live.rooms.close(ADMIN, room.id, 'closed');
      assert.equal((await watcher.next('room:closed')).roomId, room.id);
    }
  });

  test('a snapshot says who is there and who speaks, and what follows it continues its seq', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const { roomId, participantId } = anna;
    await live.join('lobby', 'ben');
    await anna.client.get('ok', { type: 'voice:speaking', speaking: true });
    for (const ref of ['lobby', roomId, roomId.toUpperCase()]) {
      const watcher = await live.client();
      const snapshot = await watcher.get('room:snapshot', { type: 'room:watch', room: ref });
      assert.equal(snapshot.roomId, roomId);
      assert.deepEqual(
        snapshot.participants.map(({ agentId }) => agentId),
        ['anna', 'ben'],
      );
      assert.deepEqual(snapshot.speaking, [participantId]);
      await anna.client.ask({ type: 'room:mute', roomId, participantId, muted: false });
      const next = await watcher.next('room:participant-updated');
      assert.equal(next.seq, snapshot.seq + 1);
    }
  });

  test('watching while people come: the snapshot and the messages after it are the whole truth', async () => {
    await using db = await open();
    await using live = await startLive({ db, config: { maxParticipants: 50 } });
    await live.join('crowd', 'first');
    const watchers = await Promise.all(Array.from({ length: 10 }, () => live.client()));
    const [last] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, (_, n) => live.join('crowd', `agent-${n}`))),
      Promise.all(watchers.map((watcher) => watcher.get('room:snapshot', { type: 'room:watch', room: 'crowd' }))),
    ]);
    const seq = Math.max(...last.map(({ joined }) => joined.seq));
    for (const watcher of watchers) {
      const seen = new Set<string>();
      let expected = 0;
      let reached = 0;
      for (let n = 0; reached < seq; n += 1) {
        if (!watcher.heard[n]) await watcher.settled();
        const message = watcher.heard[n];
        if (!message || !('seq' in message)) continue;
        if (message.type === 'room:snapshot') for (const { id } of message.participants) seen.add(id);
        else assert.equal(message.seq, expected);
        if (message.type === 'room:participant-joined') seen.add(message.participant.id);
        reached = message.seq;
        expected = message.seq + 1;
      }
      assert.equal(seen.size, 11);
    }
  });

  test('what does not exist, or no more, or is none of one’s business', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { roomId } = await live.join('lobby', 'anna');
    const watcher = await live.client();
    const nobody = '00000000-0000-4000-8000-000000000000';
    assert.equal(await watcher.refusal({ type: 'room:watch', room: nobody }), 'room_not_found');
    await live.rooms.close(ADMIN, roomId, 'closed');
    assert.equal(await watcher.refusal({ type: 'room:watch', room: roomId }), 'room_closed');
    await watcher.get('ok', { type: 'room:unwatch', room: 'never-watched' });
  });

  test('unwatch: no more of that room, by slug or by id; others go on', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { roomId } = await live.join('lobby', 'anna');
    const watcher = await live.client();
    for (const room of ['lobby', roomId, 'other']) await watcher.get('room:snapshot', { type: 'room:watch', room });
    await watcher.get('ok', { type: 'room:unwatch', room: 'lobby' });
    await live.join('lobby', 'ben');
    await watcher.next('room:participant-joined');
    await watcher.get('ok', { type: 'room:unwatch', room: roomId });
    await live.join('lobby', 'cleo');
    await live.join('other', 'dan');
    assert.notEqual((await watcher.next('room:participant-joined')).roomId, roomId);
  });

  test('one socket watches no more than a hundred rooms', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await live.client();
    for (let n = 0; n < 100; n += 1) {
      live.time.advance(60);
      await watcher.get('room:snapshot', { type: 'room:watch', room: `room-${n}` });
    }
    assert.equal(await watcher.refusal({ type: 'room:watch', room: 'one-more' }), 'rate_limited');
    await watcher.get('room:snapshot', { type: 'room:watch', room: 'room-7' });
  });
});
