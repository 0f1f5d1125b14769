import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JoinResult, Page, Participant, Room, Session } from '../../protocol/rest.ts';
import { forEachApi, startApi } from '../testing/harness.ts';

forEachApi((api) => {
  const get = async (join: JoinResult) =>
    (await api.request<Participant>(`GET /rooms/${join.room.id}/participants/${join.participant.id}`)).body;
  const pathOf = (join: JoinResult) => `/rooms/${join.room.id}/participants/${join.participant.id}`;

  test('who joins an unknown slug makes the room and moderates it; the answer has all that a call needs', async () => {
    const json = {
      agentId: 'anna',
      displayName: ' Anna ',
      avatar: 'https://example.com/a.png',
      metadata: { x: 1 },
      muted: true,
    };
    const { status, body } = await api.request<JoinResult>('POST /rooms/fresh/participants', { json });
    assert.equal(status, 201);
    const { id, joinedAt, ...participant } = body.participant;
    assert.deepEqual(participant, {
      roomId: body.room.id,
      agentId: 'anna',
      displayName: 'Anna',
      avatar: 'https://example.com/a.png',
      role: 'moderator',
      status: 'connecting',
      muted: true,
      serverMuted: false,
      serverMutedBy: null,
      handRaisedAt: null,
      deafened: false,
      metadata: { x: 1 },
      leftAt: null,
      leaveReason: null,
    });
    assert.deepEqual(
      [body.session.participantId, body.session.status, body.session.startedAt],
      [id, 'active', joinedAt],
    );
    assert.deepEqual([body.room.slug, body.room.participantCount, body.peers], ['fresh', 1, []]);
    assert.deepEqual([body.signaling.url, body.signaling.peerId], ['/peer', id]);
    assert.deepEqual(body.iceServers, []);

    const ben = await api.join('fresh', 'ben');
    assert.deepEqual([ben.participant.role, ben.participant.displayName], ['speaker', 'ben']);
    assert.deepEqual(ben.peers, [body.participant]);
  });

  test('200 join at once, through two instances, where 20 may: exactly 20 get in, everybody else is told room_full', async () => {
    await using other = await startApi({ ...api.db, close: async () => {} });
    await api.request('POST /rooms', { json: { name: 'crowd', slug: 'crowd', maxParticipants: 20 } });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        (n % 2 ? api : other).request('POST /rooms/crowd/participants', { json: { agentId: `agent-${n}` } }),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, 20);
    assert.equal(answers.filter(({ status, body }) => status === 409 && body.code === 'room_full').length, 180);
    const { body: room } = await api.request<Room>('GET /rooms/crowd');
    assert.deepEqual([room.status, room.participantCount], ['active', 20]);
    const list = '/rooms/crowd/participants?limit=100';
    const { body: everybody } = await api.request<Page<Participant>>(`GET ${list}`);
    const { body: present } = await api.request<Page<Participant>>(`GET ${list}&present=true`);
    assert.deepEqual(everybody, present, 'the refused left no trace');
    const { body: sessions } = await api.request<Page<Session>>(`GET /sessions?roomId=${room.id}&limit=100`);
    assert.deepEqual(
      present.data.map(({ id }) => id).sort(),
      sessions.data.map(({ participantId }) => participantId).sort(),
    );
    assert.ok(sessions.data.every(({ status }) => status === 'active'));
  });

  test('200 join a slug that has no room: one room is made, with one moderator', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        api.request<JoinResult>('POST /rooms/rush/participants', { json: { agentId: `agent-${n}` } }),
      ),
    );
    const joined = answers.filter(({ status }) => status === 201).map(({ body }) => body);
    assert.equal(joined.length, 20);
    assert.equal(new Set(joined.map(({ room }) => room.id)).size, 1);
    assert.ok(joined.filter(({ participant }) => participant.role === 'moderator').length <= 1);
  });

  test('an agent joining again takes its stay over, is refused, or is there twice; the room decides before the joiner', async () => {
    const wish = async (room: string, multiAgent?: string) =>
      api.request<JoinResult & { code?: string }>(`POST /rooms/${room}/participants`, {
        json: { agentId: 'anna', ...(multiAgent ? { multiAgent } : {}) },
      });
    const first = (await wish('twin')).body;
    const second = (await wish('twin')).body;
    assert.deepEqual([(await get(first)).leaveReason, second.peers, second.room.participantCount], ['replaced', [], 1]);
    assert.equal((await wish('twin', 'reject')).body.code, 'already_joined');
    assert.equal((await get(second)).status, 'connecting', 'the refused one changed nothing');
    assert.equal((await wish('twin', 'allow')).body.room.participantCount, 2);
    assert.equal((await wish('twin', 'takeover')).body.room.participantCount, 1, 'takes over both');

    await api.request('PATCH /rooms/twin', { json: { settings: { multiAgent: 'reject' } } });
    assert.equal((await wish('twin', 'takeover')).body.code, 'already_joined');
  });

  test('taking over works in a full room, and keeps the role only by the stay’s own token', async () => {
    const anna = await api.join('seat', 'anna');
    await api.request('PATCH /rooms/seat', { json: { maxParticipants: 1 } });
    const json = { agentId: 'anna' };
    const again = await api.request<JoinResult>('POST /rooms/seat/participants', { json, token: anna.token });
    assert.deepEqual([again.status, again.body.participant.role], [201, 'moderator']);
    const stranger = await api.join('seat', 'anna');
    assert.equal(stranger.participant.role, 'speaker');
  });

  test('a locked room takes nobody; a room for speakers takes listeners; a closed one says so', async () => {
    const { room } = await api.join('rules', 'anna');
    await api.request('PATCH /rooms/rules', { json: { settings: { locked: true } } });
    const locked = await api.request('POST /rooms/rules/participants', { json: { agentId: 'ben' } });
    assert.deepEqual([locked.status, locked.body.code], [403, 'room_locked']);
    await api.request('PATCH /rooms/rules', { json: { settings: { locked: false, speakersOnly: true } } });
    assert.equal((await api.join('rules', 'ben')).participant.role, 'listener');
    await api.request('DELETE /rooms/rules');
    const closed = await api.request(`POST /rooms/${room.id}/participants`, { json: { agentId: 'ben' } });
    assert.deepEqual([closed.status, closed.body.code], [410, 'room_closed']);
  });

  test('leaving ends the session with its duration; leaving twice changes nothing', async () => {
    const anna = await api.join('leaving', 'anna');
    api.clock.advance(90);
    assert.equal((await api.request(`DELETE ${pathOf(anna)}`)).status, 204);
    const left = await get(anna);
    assert.deepEqual([left.status, left.leaveReason], ['left', 'left']);
    const { body: session } = await api.request<Session>(`GET /sessions/${anna.session.id}`);
    assert.deepEqual([session.status, session.endReason, session.durationS], ['completed', 'left', 90]);
    assert.equal(session.endedAt, left.leftAt);
    api.clock.advance(5);
    assert.equal((await api.request(`DELETE ${pathOf(anna)}?reason=failed`)).status, 204);
    assert.deepEqual(await get(anna), left);
    const gone = await api.request(`PATCH ${pathOf(anna)}`, { json: { muted: true } });
    assert.deepEqual([gone.status, gone.body.code], [410, 'participant_left']);
    const beat = await api.request(`POST ${pathOf(anna)}/heartbeat`);
    assert.deepEqual([beat.status, beat.body.code], [410, 'participant_left']);
  });

  test('a failed stay has a failed session', async () => {
    const anna = await api.join('failing', 'anna');
    await api.request(`DELETE ${pathOf(anna)}?reason=failed`);
    assert.equal((await api.request(`GET /sessions/${anna.session.id}`)).body.status, 'failed');
  });

  test('mute, deafen and metadata are changed and told; the lists are in order of joining', async () => {
    const anna = await api.join('changing', 'anna');
    const ben = await api.join('changing', 'ben');
    const told: Participant[] = [];
    const stop = api.api.bus.subscribe((message) => {
      if (message.type === 'room:participant-updated') told.push(message.participant);
    });
    const json = { muted: true, deafened: true, serverMuted: true, metadata: { hand: '✋' } };
    const { status, body } = await api.request<Participant>(`PATCH ${pathOf(anna)}`, { json });
    stop();
    assert.equal(status, 200);
    assert.deepEqual(body, { ...anna.participant, ...json });
    assert.deepEqual(told, [body]);
    const list = async (query: string) =>
      (await api.request<Page<Participant>>(`GET /rooms/changing/participants${query}`)).body;
    assert.deepEqual((await list('')).data, [body, ben.participant]);
    const first = await list('?limit=1');
    assert.deepEqual(first.data, [body]);
    assert.deepEqual((await list(`?limit=1&cursor=${first.nextCursor}`)).data, [ben.participant]);
    await api.request(`DELETE ${pathOf(anna)}`);
    assert.deepEqual((await list('?present=true')).data, [{ ...ben.participant, role: 'moderator' }]);
    assert.deepEqual(
      (await list('?present=false')).data.map(({ agentId }) => agentId),
      ['anna'],
    );
  });

  test('who is not heard of times out, with its session; a heartbeat keeps one in', async () => {
    const anna = await api.join('silence', 'anna');
    const ben = await api.join('silence', 'ben');
    api.clock.advance(20);
    assert.equal((await api.request(`POST ${pathOf(ben)}/heartbeat`)).status, 204);
    api.clock.advance(11);
    const now = api.clock();
    await api.api.services.participants.timeOutSilent(new Date(now.getTime() - 30_000));
    assert.deepEqual([(await get(anna)).leaveReason, (await get(ben)).status], ['timeout', 'connecting']);
    const { body } = await api.request(`GET /sessions/${anna.session.id}`);
    assert.deepEqual([body.status, body.endReason, body.durationS], ['timeout', 'timeout', 31]);
  });

  test('ready and disconnected move the participant as the table allows', async () => {
    const { participants } = api.api.services;
    const { participant } = await api.join('moving', 'anna');
    assert.equal((await participants.ready(participant.id)).status, 'connected');
    assert.equal((await participants.ready(participant.id)).status, 'connected', 'ready twice is no change');
    assert.equal((await participants.disconnected(participant.id)).status, 'disconnected');
    assert.equal((await participants.ready(participant.id)).status, 'connected');
    await participants.leave({ kind: 'system' }, 'moving', participant.id, { reason: 'timeout' });
    await assert.rejects(participants.ready(participant.id), { code: 'participant_left' });
    await assert.rejects(participants.freshAccess(participant.id), { code: 'participant_left' });
  });

  test('the events of a room are numbered without gaps, and a join’s number is that of its last', async () => {
    const seqs: number[] = [];
    let roomId = '';
    const stop = api.api.bus.subscribe((message) => {
      roomId ||= message.roomId;
      if (message.roomId === roomId && 'seq' in message) seqs.push(message.seq);
    });
    const joins = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        api.api.services.participants.join({ kind: 'open', siteId: 'default' }, 'numbered', { agentId: `agent-${n}` }),
      ),
    );
    stop();
    assert.deepEqual(
      seqs,
      Array.from({ length: 21 }, (_, n) => n + 1),
    );
    assert.deepEqual(
      joins.map(({ seq }) => seq).sort((a, b) => a - b),
      Array.from({ length: 10 }, (_, n) => 2 * n + 3),
    );
    const snapshot = await api.api.services.participants.snapshot({ kind: 'open', siteId: 'default' }, 'numbered');
    assert.deepEqual([snapshot?.seq, snapshot?.participants.length], [21, 10]);
  });
});
