import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '../testing/databases.ts';
import { startLive } from './testing/live-harness.ts';

const watch = { type: 'rooms:watch' };

forEachDatabase((open) => {
  test('who watches the rooms of the site sees those there are, what happens in them, and those to come', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const watcher = await live.client();
    const watched = await watcher.get('rooms:watched', watch);
    assert.deepEqual([watched.roomIds, watched.more, watched.mayCreate], [[anna.roomId], false, true]);
    const [snapshot] = watcher.heard.filter((message) => message.type === 'room:snapshot');
    assert.deepEqual(
      snapshot?.participants.map(({ agentId }) => agentId),
      ['anna'],
    );

    const ben = await live.join('garden', 'ben');
    const created = await watcher.next('room:created');
    assert.deepEqual([created.room.slug, created.roomId], ['garden', ben.roomId]);
    assert.equal((await watcher.next('room:participant-joined')).participant.agentId, 'ben');
    ben.client.send({ type: 'voice:speaking', speaking: true });
    assert.equal((await watcher.next('voice:speaking')).participantId, ben.participantId);
    await live.rooms.close({ kind: 'admin', siteId: 'default' }, ben.roomId, 'closed');
    assert.equal((await watcher.next('room:closed')).roomId, ben.roomId);

    // Numbered without a gap, snapshot and all.
    const seqs = watcher.heard.flatMap((message) =>
      'seq' in message && message.roomId === ben.roomId ? [message.seq] : [],
    );
    assert.deepEqual(
      seqs,
      seqs.map((_, index) => index + 1),
    );
    assert.deepEqual((await watcher.get('rooms:watched', watch)).roomIds, [anna.roomId]);
  });

  test('a token for one room sees that room only, and makes none; asking too often is refused', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    await live.join('garden', 'ben');
    const { token } = await live.tokens.mintJoinToken('default', null, { sub: 'guest', room: 'lobby' }, 3600);
    const guest = await live.client(token);
    const watched = await guest.get('rooms:watched', watch);
    assert.deepEqual([watched.roomIds, watched.mayCreate], [[anna.roomId], false]);
    const heard = guest.heard.length;
    await live.join('cellar', 'carl');
    await guest.settled();
    assert.ok(!guest.types(heard).includes('room:created'));
    await guest.get('rooms:watched', watch);
    await guest.get('rooms:watched', watch);
    assert.equal(await guest.refusal(watch), 'rate_limited');
  });

  test('no more than a hundred are watched, the newest, and it is said that there are more', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const admin = { kind: 'admin', siteId: 'default' } as const;
    const ids: string[] = [];
    for (let n = 0; n < 102; n += 1) {
      live.time.advance(1);
      ids.push((await live.rooms.create(admin, { name: `Room ${n}` })).id);
    }
    const watcher = await live.client();
    const watched = await watcher.get('rooms:watched', watch);
    assert.equal(watched.more, true);
    assert.deepEqual(watched.roomIds, ids.toReversed().slice(0, 100));
    await live.rooms.create(admin, { name: 'One more' });
    await watcher.settled();
    assert.ok(!watcher.types().includes('room:created'));
  });
});
