import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ban, JoinResult, Page, Participant } from '../../protocol/rest.ts';
import { startLive } from '../live/testing/live-harness.ts';
import { forEachDatabase } from '../testing/databases.ts';
import { forEachApi } from '../testing/harness.ts';

forEachApi((api) => {
  const tryJoin = async (room: string, agentId: string, token?: string) =>
    (await api.request(`POST /rooms/${room}/participants`, { json: { agentId }, ...(token ? { token } : {}) })).body
      .code ?? 'in';
  const get = async (join: JoinResult) =>
    (await api.request<Participant>(`GET /rooms/${join.room.id}/participants/${join.participant.id}`)).body;
  const list = async (room: string) => (await api.request<Page<Ban>>(`GET /rooms/${room}/bans`)).body.data;
  const afterSeconds = (seconds: number) => new Date(api.clock().getTime() + seconds * 1000).toISOString();

  test('removed with a ban: out with every stay, not in again until it is lifted', async () => {
    const anna = await api.join('keep-out', 'anna');
    const ben = await api.join('keep-out', 'ben');
    const twice = await api.join('keep-out', 'ben', { multiAgent: 'allow' });
    const path = `/rooms/keep-out/participants/${ben.participant.id}`;
    assert.equal((await api.request(`DELETE ${path}?ban=true`, { token: anna.token })).status, 204);
    for (const stay of [ben, twice]) assert.deepEqual([(await get(stay)).leaveReason], ['banned']);
    const session = await api.request(`GET /sessions/${ben.session.id}`);
    assert.deepEqual([session.body.status, session.body.endReason], ['completed', 'banned']);

    assert.equal(await tryJoin('keep-out', 'ben'), 'banned');
    assert.equal(await tryJoin(ben.room.id, 'ben'), 'banned');
    assert.equal(await tryJoin('keep-out', 'ben', ben.token), 'banned', 'nor by the token of the old stay');
    assert.equal((await api.request(`GET ${path}`, { token: ben.token })).body.code, 'banned');
    assert.equal(await tryJoin('elsewhere', 'ben'), 'in', 'it is about one room');

    const [ban] = await list('keep-out');
    assert.deepEqual([ban?.agentId, ban?.slug, ban?.reason, ban?.expiresAt], ['ben', 'keep-out', null, null]);
    for (let round = 0; round < 2; round += 1) {
      const lifted = await api.request('DELETE /rooms/keep-out/bans?agentId=ben', { token: anna.token });
      assert.equal(lifted.status, 204, 'lifting twice changes nothing');
    }
    assert.deepEqual(await list('keep-out'), []);
    assert.equal(await tryJoin('keep-out', 'ben'), 'in');
  });

  test('a ban for some seconds ends by itself, and is gone from the list', async () => {
    await api.join('an-hour', 'anna');
    const ben = await api.join('an-hour', 'ben');
    await api.request(`DELETE /rooms/an-hour/participants/${ben.participant.id}?ban=3600`);
    api.clock.advance(3590);
    assert.equal(await tryJoin('an-hour', 'ben'), 'banned');
    assert.equal((await list('an-hour')).length, 1);
    api.clock.advance(11);
    assert.deepEqual(await list('an-hour'), []);
    assert.equal(await tryJoin('an-hour', 'ben'), 'in');
  });

  test('POST bans an agent, who leaves if there; again, it replaces reason and expiry', async () => {
    await api.join('posted', 'anna');
    const ben = await api.join('posted', 'ben');
    const json = { agentId: 'ben', reason: 'shouting', expiresAt: afterSeconds(60) };
    const first = await api.request<Ban>('POST /rooms/posted/bans', { json });
    assert.equal(first.status, 201);
    assert.equal((await get(ben)).leaveReason, 'banned');
    const again = await api.request<Ban>('POST /rooms/posted/bans', { json: { agentId: 'ben' } });
    assert.deepEqual([again.body.reason, again.body.expiresAt], [null, null]);
    assert.deepEqual(await list('posted'), [again.body]);
    api.clock.advance(100);
    assert.equal(await tryJoin('posted', 'ben'), 'banned');
    const past = await api.request('POST /rooms/posted/bans', {
      json: { agentId: 'ben', expiresAt: '2020-01-01T00:00:00Z' },
    });
    assert.deepEqual([past.status, past.body.issues?.[0]?.path], [422, 'body.expiresAt']);
  });

  test('a ban is about the slug: it is kept when the room closes and another opens, and can be made before one does', async () => {
    const before = await api.request('POST /rooms/fresh-start/bans', { json: { agentId: 'ben' } });
    assert.equal(before.status, 201, 'no room of that slug yet');
    await api.join('fresh-start', 'anna');
    assert.equal(await tryJoin('fresh-start', 'ben'), 'banned');
    await api.request('DELETE /rooms/fresh-start');
    assert.equal((await list('fresh-start')).length, 1);
    await api.join('fresh-start', 'anna');
    assert.equal(await tryJoin('fresh-start', 'ben'), 'banned');
    assert.equal((await api.request('GET /rooms/Not-A-Slug/bans')).body.code, 'room_not_found');
  });

  test('the banned do not make the room anew', async () => {
    await api.request('POST /rooms/unmade/bans', { json: { agentId: 'ben' } });
    assert.equal(await tryJoin('unmade', 'ben'), 'banned');
    assert.equal((await api.request('GET /rooms/unmade')).body.code, 'room_not_found');
  });

  test('nobody bans themselves', async () => {
    const anna = await api.join('own-goal', 'anna');
    const answer = await api.request(`DELETE /rooms/own-goal/participants/${anna.participant.id}?ban=true`, {
      token: anna.token,
    });
    assert.equal(answer.body.code, 'forbidden');
    assert.deepEqual(await list('own-goal'), []);
  });

  test('who has left already can still be banned by that stay', async () => {
    await api.join('late', 'anna');
    const ben = await api.join('late', 'ben');
    await api.request(`DELETE /rooms/late/participants/${ben.participant.id}`);
    await api.request(`DELETE /rooms/late/participants/${ben.participant.id}?ban=true`);
    assert.equal(await tryJoin('late', 'ben'), 'banned');
  });

  test('20 joins and a ban at once: nobody of that agent is in when it is done', async () => {
    for (let round = 0; round < 5; round += 1) {
      const room = `race-${round}`;
      const joins = Array.from({ length: 20 }, () => tryJoin(room, 'ben'));
      const ban = api.request(`POST /rooms/${room}/bans`, { json: { agentId: 'ben' } });
      const outcomes = await Promise.all(joins);
      assert.equal((await ban).status, 201);
      assert.ok(outcomes.every((outcome) => outcome === 'in' || outcome === 'banned'));
      const { body } = await api.request<Page<Participant>>(`GET /rooms/${room}/participants?present=true`);
      assert.deepEqual(body.data ?? [], []);
    }
  });
});

forEachDatabase((open) => {
  test('by the live socket: banned, told to everybody, kept out by join and by old token, let in again', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const { roomId } = anna;
    const message = { type: 'room:leave', roomId, participantId: ben.participantId, ban: true };
    const answer = await anna.client.get('room:participant-left', message);
    assert.equal(answer.reason, 'banned');
    assert.equal((await ben.client.next('room:participant-left')).reason, 'banned');
    const join = { type: 'room:join', room: 'lobby', agentId: 'ben' };
    assert.equal(await ben.client.refusal(join), 'banned');
    const returning = await live.connect();
    assert.equal(await returning.refusal({ type: 'auth', credential: ben.joined.token }), 'banned');
    assert.equal(await returning.refusal(join), 'banned');
    await anna.client.get('ok', { type: 'room:unban', roomId, agentId: 'ben' });
    await returning.get('room:joined', join);
  });

  test('a connection that is lost when its participant is banned does not come back', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    ben.client.ws.terminate();
    await anna.client.until(
      (message) => message.type === 'room:participant-updated' && message.participant.status === 'disconnected',
    );
    const { roomId } = anna;
    await anna.client.get('room:participant-left', {
      type: 'room:leave',
      roomId,
      participantId: ben.participantId,
      ban: 60,
    });
    const returning = await live.connect();
    assert.equal(await returning.refusal({ type: 'auth', credential: ben.joined.token }), 'banned');
    live.time.advance(1_500);
    await anna.client.settled();
  });
});
