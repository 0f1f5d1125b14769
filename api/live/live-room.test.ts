import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '../testing/databases.ts';
import { startLive } from './testing/live-harness.ts';

forEachDatabase((open) => {
  test('join, ready, mute, leave: the answer carries the ref, everybody else is told in the same order', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await live.client();
    await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });

    const anna = await live.join('lobby', 'anna', { displayName: 'Anna' });
    assert.equal(anna.joined.participant.displayName, 'Anna');
    assert.equal(anna.joined.participant.role, 'moderator', 'who made the room');
    assert.deepEqual(anna.joined.peers, []);
    const ben = await live.join('lobby', 'ben');
    assert.equal(ben.roomId, anna.roomId);
    assert.deepEqual(
      ben.joined.peers.map(({ id }) => id),
      [anna.participantId],
    );

    const ready = await ben.client.get('room:ready', { type: 'room:ready', roomId: ben.roomId });
    assert.deepEqual(
      ready.participants.map(({ agentId, status }) => [agentId, status]),
      [
        ['anna', 'connecting'],
        ['ben', 'connected'],
      ],
    );
    assert.equal(ready.signaling.peerId, ben.participantId);
    const again = await ben.client.get('room:ready', { type: 'room:ready', roomId: ben.roomId });
    assert.equal(again.signaling.peerId, ben.participantId);

    const { roomId, participantId } = ben;
    const muted = await ben.client.get('room:participant-updated', {
      type: 'room:mute',
      roomId,
      participantId,
      muted: true,
      deafened: true,
    });
    assert.deepEqual([muted.participant.muted, muted.participant.deafened], [true, true]);
    const left = await ben.client.get('room:participant-left', { type: 'room:leave', roomId, participantId });
    assert.deepEqual([left.participantId, left.reason], [participantId, 'left']);

    const gone = await anna.client.next('room:participant-left');
    assert.equal(gone.ref, undefined);
    await watcher.next('room:participant-left');
    await watcher.settled();
    assert.deepEqual(watcher.types(2), [
      'room:created',
      'room:participant-joined',
      'room:updated',
      'room:participant-joined',
      'room:updated',
      'room:participant-updated',
      'room:participant-updated',
      'room:participant-left',
      'room:updated',
      'ok',
    ]);
    const seqs = watcher.heard.flatMap((message) => ('seq' in message && message.seq > 0 ? [message.seq] : []));
    assert.deepEqual(
      seqs,
      seqs.map((_, index) => index + 1),
    );
    assert.equal((await live.sessions.list({ kind: 'system' }, { limit: 10, status: 'completed' })).data.length, 1);
  });

  test('between the join and what follows it nothing is missing and nothing comes twice, many at once', async () => {
    await using db = await open();
    await using live = await startLive({ db, config: { maxParticipants: 50 } });
    const all = await Promise.all(Array.from({ length: 25 }, (_, n) => live.join('crowd', `agent-${n}`)));
    const last = await live.join('crowd', 'last');
    for (const { client, joined } of all) {
      await client.until((message) => 'seq' in message && message.seq >= last.joined.seq);
      const seqs = client.heard.flatMap((message) => ('seq' in message ? [message.seq] : []));
      assert.deepEqual(
        seqs,
        seqs.map((_, index) => joined.seq + index),
      );
      assert.deepEqual(client.types().slice(0, 2), ['auth:ok', 'room:joined']);
      const known = new Set([...joined.peers, joined.participant].map(({ id }) => id));
      for (const message of client.heard)
        if (message.type === 'room:participant-joined') known.add(message.participant.id);
      assert.equal(known.size, 26);
    }
  });

  test('one who watches and joins hears of its own join once: as the answer', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const client = await live.client();
    await client.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
    const { roomId, participantId } = await client.get('room:joined', {
      type: 'room:join',
      room: 'lobby',
      agentId: 'a',
    });
    await client.settled();
    assert.deepEqual(client.types(), ['auth:ok', 'room:snapshot', 'room:joined', 'ok']);
    await client.get('room:participant-left', { type: 'room:leave', roomId, participantId });
    await client.next('room:updated');
    await live.join('lobby', 'b');
    await client.next('room:participant-joined');
  });

  test('who has left without watching hears nothing more of the room', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    await live.join('lobby', 'stays');
    const { client, roomId, participantId } = await live.join('lobby', 'goes');
    await client.get('room:participant-left', { type: 'room:leave', roomId, participantId });
    const heard = client.heard.length;
    await live.join('lobby', 'comes');
    await client.settled();
    assert.deepEqual(client.types(heard), ['ok']);
    assert.equal(await client.refusal({ type: 'room:ready', roomId }), 'participant_not_found');
  });

  test('one socket in two rooms, once in each', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { client, roomId } = await live.join('one', 'anna');
    assert.equal(await client.refusal({ type: 'room:join', room: 'one', agentId: 'anna' }), 'already_joined');
    assert.equal(await client.refusal({ type: 'room:join', room: roomId, agentId: 'other' }), 'already_joined');
    const two = await client.get('room:joined', { type: 'room:join', room: 'two', agentId: 'anna' });
    for (const id of [roomId, two.roomId]) await client.get('room:ready', { type: 'room:ready', roomId: id });
  });

  test('moderators mute and remove others and change settings; nobody else does', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const { roomId } = anna;
    const mute = (participantId: string, muted = true) => ({ type: 'room:mute', roomId, participantId, muted });

    assert.equal(await ben.client.refusal(mute(anna.participantId)), 'forbidden');
    assert.equal(
      await ben.client.refusal({ type: 'room:leave', roomId, participantId: anna.participantId }),
      'forbidden',
    );
    assert.equal(await ben.client.refusal({ type: 'room:settings', roomId, settings: { locked: true } }), 'forbidden');
    assert.equal(await anna.client.refusal({ ...mute(ben.participantId), deafened: true }), 'forbidden');

    const { participant } = await anna.client.get('room:participant-updated', mute(ben.participantId));
    assert.deepEqual([participant.serverMuted, participant.muted], [true, false]);
    const own = await ben.client.get('room:participant-updated', mute(ben.participantId, false));
    assert.equal(own.participant.serverMuted, true, 'the muted cannot undo it');

    const settings = { type: 'room:settings', roomId, settings: { locked: true } };
    assert.equal((await anna.client.get('room:updated', settings)).room.settings.locked, true);
    assert.equal(
      await (await live.client()).refusal({ type: 'room:join', room: 'lobby', agentId: 'c' }),
      'room_locked',
    );

    const removal = { type: 'room:leave', roomId, participantId: ben.participantId };
    assert.equal((await anna.client.get('room:participant-left', removal)).reason, 'removed');
    assert.equal((await ben.client.next('room:participant-left')).reason, 'removed');
    assert.equal(await ben.client.refusal({ type: 'voice:start', roomId }), 'participant_not_found');
  });

  test('the same agent from elsewhere takes over; the older socket stays open and may join anew', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const older = await live.join('lobby', 'anna');
    const newer = await live.join('lobby', 'anna');
    const left = await older.client.next('room:participant-left');
    assert.deepEqual([left.participantId, left.reason], [older.participantId, 'replaced']);
    assert.equal(await older.client.refusal({ type: 'room:ready', roomId: older.roomId }), 'participant_not_found');
    await older.client.get('room:joined', { type: 'room:join', room: 'lobby', agentId: 'anna' });
    assert.equal((await newer.client.next('room:participant-left')).reason, 'replaced');
  });

  test('a room that closes: everybody is told, and nobody is in it any more', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const { roomId } = anna;
    await live.rooms.close({ kind: 'admin', siteId: 'default' }, roomId, 'closed');
    assert.equal((await anna.client.next('room:participant-left')).reason, 'room_closed');
    assert.equal((await anna.client.next('room:closed')).reason, 'closed');
    assert.equal(await anna.client.refusal({ type: 'room:ready', roomId }), 'participant_not_found');
    assert.equal(await anna.client.refusal({ type: 'room:join', room: roomId, agentId: 'anna' }), 'room_closed');
    const next = await anna.client.get('room:joined', { type: 'room:join', room: 'lobby', agentId: 'anna' });
    assert.notEqual(next.roomId, roomId, 'the slug was free at once');
  });

  test('a full room, a room that is none, a room of no participant', async () => {
    await using db = await open();
    await using live = await startLive({ db, config: { maxParticipants: 1 } });
    const { roomId } = await live.join('lobby', 'anna');
    const client = await live.client();
    assert.equal(await client.refusal({ type: 'room:join', room: 'lobby', agentId: 'ben' }), 'room_full');
    const nobody = '00000000-0000-4000-8000-000000000000';
    assert.equal(await client.refusal({ type: 'room:join', room: nobody, agentId: 'ben' }), 'room_not_found');
    const mute = { type: 'room:mute', roomId, participantId: nobody, muted: true };
    assert.equal(await client.refusal(mute), 'participant_not_found');
  });
});
