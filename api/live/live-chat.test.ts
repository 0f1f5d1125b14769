import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '../testing/databases.ts';
import { startLive } from './testing/live-harness.ts';

type Live = Awaited<ReturnType<typeof startLive>>;

/** Anna, who moderates, Ben, who came after her, and somebody who watches from outside. */
async function together(live: Live) {
  const anna = await live.join('lobby', 'anna', { displayName: 'Anna' });
  const ben = await live.join('lobby', 'ben', { displayName: 'Ben' });
  const watcher = await live.client();
  await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
  return { anna, ben, watcher, roomId: anna.roomId };
}

forEachDatabase((open) => {
  test('a message and a reaction reach those in the room, with the server’s word for who and when, and nobody else', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { anna, ben, watcher, roomId } = await together(live);
    await watcher.settled();
    const seen = watcher.heard.length;
    const answer = await ben.client.get('room:message', { type: 'room:message', roomId, text: '  <b>hi</b> ' });
    const from = { roomId, participantId: ben.participantId, displayName: 'Ben' };
    const told = { type: 'room:message', ...from, text: '<b>hi</b>', at: live.time.clock().toISOString() };
    assert.deepEqual({ ...answer, ref: 0 }, { ...told, ref: 0 });
    assert.deepEqual(await anna.client.next('room:message'), told);
    await ben.client.get('room:reaction', { type: 'room:reaction', roomId, emoji: '👩‍👩‍👧‍👦' });
    assert.deepEqual(await anna.client.next('room:reaction'), { type: 'room:reaction', ...from, emoji: '👩‍👩‍👧‍👦' });
    await watcher.settled();
    assert.ok(
      watcher.types(seen).every((type) => type === 'ok'),
      String(watcher.types(seen)),
    );
    assert.equal(await watcher.refusal({ type: 'room:message', roomId, text: 'x' }), 'participant_not_found');
    // What passes takes no number: the next event is no gap to a watcher.
    const seq = await live.api.bus.seq(roomId);
    const hand = { type: 'room:hand', roomId, participantId: ben.participantId, raised: true };
    assert.equal((await ben.client.get('room:participant-updated', hand)).seq, seq + 1);
  });

  test('what is no message or no emoji is refused', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { client, roomId } = await live.join('lobby', 'anna');
    for (const text of ['', '   ', 'x'.repeat(501), 'a\nb', 'a\u0000', '\ud800', 7, null]) {
      assert.equal(await client.refusal({ type: 'room:message', roomId, text }), 'validation_failed', String(text));
    }
    for (const emoji of ['', 'x', '1', '👍👍', '👍 ', '<b>', '👩🏻‍❤️‍💋‍👨🏿', '\u200d']) {
      assert.equal(await client.refusal({ type: 'room:reaction', roomId, emoji }), 'validation_failed', emoji);
    }
    for (const emoji of ['👍🏽', '❤️', '🇨🇿', '7️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'])
      await client.get('room:reaction', { type: 'room:reaction', roomId, emoji });
    await client.get('room:message', { type: 'room:message', roomId, text: 'x'.repeat(500) });
  });

  test('a moderator switches the chat off and on; others cannot', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { anna, ben, roomId } = await together(live);
    assert.equal(anna.joined.room.settings.chat, true);
    const chat = (on: boolean) => ({ type: 'room:settings', roomId, settings: { chat: on } });
    assert.equal(await ben.client.refusal(chat(false)), 'forbidden');
    assert.equal((await anna.client.get('room:updated', chat(false))).room.settings.chat, false);
    for (const { client } of [anna, ben]) {
      assert.equal(await client.refusal({ type: 'room:message', roomId, text: 'x' }), 'chat_off');
      assert.equal(await client.refusal({ type: 'room:reaction', roomId, emoji: '👍' }), 'chat_off');
    }
    await anna.client.get('room:updated', chat(true));
    await ben.client.get('room:message', { type: 'room:message', roomId, text: 'x' });
  });

  test('too much is refused, of one person, whichever socket and stay they use; time heals it', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { anna, ben, roomId } = await together(live);
    const message = { type: 'room:message', roomId, text: 'x' };
    for (let n = 0; n < 5; n += 1) await ben.client.get('room:message', message);
    assert.equal(await ben.client.refusal(message), 'rate_limited');
    const again = await live.join('lobby', 'ben');
    assert.equal(await again.client.refusal(message), 'rate_limited');
    await anna.client.get('room:message', message);
    live.time.advance(1_000);
    await again.client.get('room:message', message);
    assert.equal(await again.client.refusal(message), 'rate_limited');
  });

  test('a hand: up keeps its place, newcomers see it, a listener may; it outlives the socket and ends with the stay', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { anna, ben, roomId } = await together(live);
    await anna.client.get('room:participant-updated', {
      type: 'room:role',
      roomId,
      participantId: ben.participantId,
      role: 'listener',
    });
    const hand = (raised: boolean) => ({ type: 'room:hand', roomId, participantId: ben.participantId, raised });
    const raised = await ben.client.get('room:participant-updated', hand(true));
    const since = raised.participant.handRaisedAt;
    assert.equal(since, live.time.clock().toISOString());
    live.time.advance(1_000);
    await ben.client.get('ok', hand(true));
    assert.equal((await live.join('lobby', 'carl')).joined.peers[1]?.handRaisedAt, since);

    const resumed = await live.connect();
    await resumed.get('auth:ok', { type: 'auth', credential: ben.joined.token });
    assert.equal((await resumed.next('room:snapshot')).participants[1]?.handRaisedAt, since);
    await resumed.get('room:participant-left', { type: 'room:leave', roomId, participantId: ben.participantId });
    assert.equal((await live.join('lobby', 'ben')).joined.participant.handRaisedAt, null);
    const { data } = await live.participants.list({ kind: 'admin', siteId: 'default' }, roomId, { limit: 50 });
    assert.ok(data.every(({ handRaisedAt }) => handRaisedAt === null));
  });

  test('a moderator lowers another’s hand; nobody raises one, and others lower none', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { anna, ben, roomId } = await together(live);
    const hand = ({ participantId }: { participantId: string }, raised: boolean) => ({
      type: 'room:hand',
      roomId,
      participantId,
      raised,
    });
    assert.equal(await anna.client.refusal(hand(ben, true)), 'forbidden');
    await anna.client.get('room:participant-updated', hand(anna, true));
    assert.equal(await ben.client.refusal(hand(anna, false)), 'forbidden');
    await ben.client.get('room:participant-updated', hand(ben, true));
    const lowered = await anna.client.get('room:participant-updated', hand(ben, false));
    assert.equal(lowered.participant.handRaisedAt, null);
  });
});
