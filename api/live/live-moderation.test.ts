import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '../testing/databases.ts';
import { startLive } from './testing/live-harness.ts';

forEachDatabase((open) => {
  test('a role given over the socket holds for the next command of whoever got it, and one taken away is gone', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const { roomId } = anna;
    const role = (participantId: string, role: string) => ({ type: 'room:role', roomId, participantId, role });
    const lock = { type: 'room:settings', roomId, settings: { locked: true } };
    assert.equal(await ben.client.refusal(lock), 'forbidden');
    const given = await anna.client.get('room:participant-updated', role(ben.participantId, 'moderator'));
    assert.equal(given.participant.role, 'moderator');
    await ben.client.settled();
    await ben.client.get('room:updated', lock);
    await ben.client.get('room:participant-updated', role(anna.participantId, 'listener'));
    await anna.client.settled();
    assert.equal(await anna.client.refusal(role(ben.participantId, 'speaker')), 'forbidden');
    assert.equal(await ben.client.refusal(role(ben.participantId, 'speaker')), 'last_moderator');
  });

  test('a mute by a moderator names the moderator, and is told to those who come later', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const message = { type: 'room:mute', roomId: anna.roomId, participantId: ben.participantId, muted: true };
    const told = await anna.client.get('room:participant-updated', message);
    assert.deepEqual([told.participant.serverMuted, told.participant.serverMutedBy], [true, anna.participantId]);
    const later = await live.join('lobby', 'carl');
    assert.deepEqual(
      later.joined.peers.map(({ serverMuted }) => serverMuted),
      [false, true],
    );
  });

  for (const [rule, present, told] of [
    ['takeover', 1, 'room:participant-left'],
    ['reject', 1, 'room:error'],
    ['allow', 2, undefined],
  ] as const) {
    test(`two joins of one agent at once over two sockets: ${rule} by the room`, async () => {
      await using db = await open();
      await using live = await startLive({ db });
      await live.rooms.create(
        { kind: 'admin', siteId: 'default' },
        { name: 'Lobby', slug: 'lobby', settings: { multiAgent: rule } },
      );
      const clients = [await live.client(), await live.client()];
      const join = { type: 'room:join', room: 'lobby', agentId: 'anna', multiAgent: 'allow' };
      const answers = await Promise.all(clients.map((client) => client.ask(join)));
      const joined = answers.filter(({ type }) => type === 'room:joined');
      assert.equal(joined.length, rule === 'reject' ? 1 : 2);
      const watcher = await live.client();
      const snapshot = await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
      assert.equal(snapshot.participants.length, present);
      for (const client of clients) await client.settled();
      const heard = clients.flatMap(({ heard }) => heard);
      if (told === 'room:participant-left') {
        const losers = heard.filter((message) => message.type === told && message.reason === 'replaced');
        assert.ok(losers.length >= 1, 'the one that lost is told why');
      }
      if (told === 'room:error') {
        const refusal = heard.find((message) => message.type === told);
        assert.equal(refusal?.type === 'room:error' && refusal.code, 'already_joined');
      }
    });
  }
});
