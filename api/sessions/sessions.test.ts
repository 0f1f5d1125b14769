import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Session } from '../../protocol/rest.ts';
import { forEachApi } from '../testing/harness.ts';

forEachApi((api) => {
  const list = async (query: string) => (await api.request<Page<Session>>(`GET /sessions?${query}`)).body;

  test('a session is listed by room, participant, status and time, newest first, page by page', async () => {
    const anna = await api.join('records', 'anna');
    api.clock.advance(60);
    const ben = await api.join('records', 'ben');
    api.clock.advance(60);
    const carl = await api.join('records', 'carl');
    await api.request(`DELETE /rooms/records/participants/${ben.participant.id}`);
    const room = `roomId=${anna.room.id}`;
    const agents = async (query: string) => (await list(`${room}&${query}`)).data.map(({ agentId }) => agentId);
    assert.deepEqual(await agents(''), ['carl', 'ben', 'anna']);
    assert.deepEqual(await agents('status=active'), ['carl', 'anna']);
    assert.deepEqual(await agents(`participantId=${ben.participant.id}`), ['ben']);
    assert.deepEqual(await agents(`from=${ben.session.startedAt}`), ['carl', 'ben']);
    assert.deepEqual(await agents(`from=${ben.session.startedAt}&to=${carl.session.startedAt}`), ['ben']);
    const first = await list(`${room}&limit=2`);
    const second = await list(`${room}&limit=2&cursor=${first.nextCursor}`);
    assert.deepEqual([first.data.length, second.data.map(({ agentId }) => agentId)], [2, ['anna']]);
    assert.equal(second.nextCursor, null);
  });

  test('an active session counts its seconds; ending it makes the participant leave; it ends once', async () => {
    const anna = await api.join('ending', 'anna');
    api.clock.advance(30);
    const { body: active } = await api.request<Session>(`GET /sessions/${anna.session.id}`);
    assert.deepEqual([active.status, active.durationS, active.endedAt, active.stats.samples], ['active', 30, null, 0]);
    const ended = await api.request<Session>(`POST /sessions/${anna.session.id}/end`, { json: { reason: 'failed' } });
    assert.deepEqual([ended.status, ended.body.status, ended.body.endReason], [200, 'failed', 'failed']);
    api.clock.advance(30);
    const later = await api.request<Session>(`GET /sessions/${anna.session.id}`);
    assert.deepEqual(later.body, ended.body, 'the duration of an ended session stands');
    const participant = await api.request(`GET /rooms/ending/participants/${anna.participant.id}`);
    assert.equal(participant.body.status, 'left');
    const again = await api.request(`POST /sessions/${anna.session.id}/end`);
    assert.deepEqual([again.status, again.body.code], [409, 'invalid_transition']);
  });
});
