/** What moderating does, and what undoes it or does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JoinBody, JoinResult, Page, Participant, UpdateParticipantBody } from '../../protocol/rest.ts';
import { forEachApi, startApi } from '../testing/harness.ts';

forEachApi((api) => {
  const pathOf = (join: JoinResult) => `/rooms/${join.room.id}/participants/${join.participant.id}`;
  const get = async (join: JoinResult) => (await api.request<Participant>(`GET ${pathOf(join)}`)).body;
  const update = (join: JoinResult, json: UpdateParticipantBody, by?: JoinResult) =>
    api.request<Participant & { code?: string }>(`PATCH ${pathOf(join)}`, { json, ...(by ? { token: by.token } : {}) });
  const leave = (join: JoinResult, query = '') => api.request(`DELETE ${pathOf(join)}${query}`);
  const moderators = async (room: string) =>
    (await api.request<Page<Participant>>(`GET /rooms/${room}/participants?present=true`)).body.data
      .filter(({ role }) => role === 'moderator')
      .map(({ agentId }) => agentId);
  const make = (slug: string, settings = {}) =>
    api.request('POST /rooms', { json: { name: slug, slug, settings, maxParticipants: 100 } });

  test('a server mute names the moderator, and the muted undoes it neither by hand nor by coming back', async () => {
    const anna = await api.join('muted', 'anna');
    const ben = await api.join('muted', 'ben');
    const muted = (await update(ben, { serverMuted: true }, anna)).body;
    assert.deepEqual([muted.serverMuted, muted.serverMutedBy], [true, anna.participant.id]);
    assert.equal((await update(ben, { serverMuted: false }, ben)).body.code, 'forbidden');
    assert.equal((await update(ben, { muted: false }, ben)).body.serverMuted, true, 'the own wish is another thing');
    const again = await api.join('muted', 'ben');
    assert.equal(again.participant.serverMuted, true, 'taking over');
    await leave(again);
    const third = await api.join('muted', 'ben');
    assert.deepEqual([third.participant.serverMuted, third.participant.serverMutedBy], [true, anna.participant.id]);
    const free = (await update(third, { serverMuted: false }, anna)).body;
    assert.deepEqual([free.serverMuted, free.serverMutedBy], [false, null]);
    await leave(third);
    assert.equal((await api.join('muted', 'ben')).participant.serverMuted, false);
  });

  test('from outside the room nobody is named; a moderator does not lift the own mute either', async () => {
    const anna = await api.join('outside', 'anna');
    const muted = (await update(anna, { serverMuted: true })).body;
    assert.deepEqual([muted.serverMuted, muted.serverMutedBy], [true, null]);
    assert.equal((await update(anna, { serverMuted: false }, anna)).body.code, 'forbidden');
    assert.equal((await update(anna, { serverMuted: true }, anna)).body.code, 'forbidden');
  });

  test('a role holds at once; a listener comes back as a listener', async () => {
    const anna = await api.join('roles', 'anna');
    const ben = await api.join('roles', 'ben');
    assert.equal((await update(ben, { role: 'moderator' }, ben)).body.code, 'forbidden');
    assert.equal((await update(ben, { role: 'moderator' }, anna)).body.role, 'moderator');
    const carl = await api.join('roles', 'carl');
    assert.equal((await update(carl, { role: 'listener' }, ben)).body.role, 'listener', 'the new moderator moderates');
    await leave(carl);
    assert.equal((await api.join('roles', 'carl')).participant.role, 'listener');
  });

  test('the last moderator hands over before giving up the role; a backend need not', async () => {
    const anna = await api.join('last', 'anna');
    const ben = await api.join('last', 'ben');
    for (const role of ['speaker', 'listener'] as const) {
      const refused = await update(anna, { role }, anna);
      assert.deepEqual([refused.status, refused.body.code], [409, 'last_moderator']);
    }
    await update(ben, { role: 'moderator' }, anna);
    assert.equal((await update(anna, { role: 'speaker' }, anna)).body.role, 'speaker');
    assert.deepEqual(await moderators('last'), ['ben']);
    assert.equal((await update(ben, { role: 'speaker' })).body.role, 'speaker');
  });

  test('two moderators who demote each other at once: one is left', async () => {
    for (let round = 0; round < 5; round += 1) {
      const room = `duel-${round}`;
      const anna = await api.join(room, 'anna');
      const ben = await api.join(room, 'ben');
      await update(ben, { role: 'moderator' }, anna);
      const answers = await Promise.all([
        update(ben, { role: 'speaker' }, anna),
        update(anna, { role: 'speaker' }, ben),
      ]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403]);
      assert.equal((await moderators(room)).length, 1);
    }
  });

  test('in a room made by joining, whoever may be heard and is there longest follows the last moderator', async () => {
    const anna = await api.join('follow', 'anna');
    const [ben, carl, dora] = [
      await api.join('follow', 'ben'),
      await api.join('follow', 'carl'),
      await api.join('follow', 'dora'),
    ];
    await update(ben, { role: 'listener' });
    await update(carl, { serverMuted: true });
    await leave(anna);
    assert.deepEqual(await moderators('follow'), ['dora']);
    await leave(dora, '?reason=removed');
    assert.deepEqual(await moderators('follow'), ['ben'], 'a listener, when there is nobody else');
    await leave(ben);
    const next = await get(carl);
    assert.deepEqual([next.role, next.serverMuted], ['moderator', false], 'nobody else could undo the mute');
    await leave(carl);
    assert.equal((await api.join('follow', 'ben')).participant.role, 'moderator', 'the first into the empty room');
  });

  test('a takeover without the stay’s token hands the role on, not down', async () => {
    await api.join('grab', 'anna');
    await api.join('grab', 'ben');
    const thief = await api.join('grab', 'anna');
    assert.deepEqual([thief.participant.role, await moderators('grab')], ['speaker', ['ben']]);
  });

  test('in a room made by a backend nobody becomes a moderator by being there', async () => {
    await make('run');
    const anna = await api.join('run', 'anna');
    assert.equal(anna.participant.role, 'speaker');
    await update(anna, { role: 'moderator' });
    await api.join('run', 'ben');
    await leave(anna);
    assert.deepEqual(await moderators('run'), []);
  });

  test('speakersOnly leaves those who are there as they are', async () => {
    const anna = await api.join('hall', 'anna');
    const ben = await api.join('hall', 'ben');
    await api.request('PATCH /rooms/hall', { json: { settings: { speakersOnly: true } }, token: anna.token });
    assert.deepEqual([(await get(anna)).role, (await get(ben)).role], ['moderator', 'speaker']);
    assert.equal((await api.join('hall', 'carl')).participant.role, 'listener');
  });

  for (const rule of ['takeover', 'reject', 'allow'] as const) {
    for (const by of ['the room', 'the joiner'] as const) {
      test(`20 joins of one agent at once, through two instances, ${rule} by ${by}`, async () => {
        await using other = await startApi({ ...api.db, close: async () => {} });
        const slug = `twenty-${rule}-${by === 'the room' ? 'r' : 'j'}`;
        await make(slug, by === 'the room' ? { multiAgent: rule } : {});
        const json: JoinBody = { agentId: 'anna', ...(by === 'the joiner' && { multiAgent: rule }) };
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, n) =>
            (n % 2 ? api : other).request(`POST /rooms/${slug}/participants`, { json }),
          ),
        );
        const { data } = (await api.request<Page<Participant>>(`GET /rooms/${slug}/participants?limit=100`)).body;
        const present = data.filter(({ status }) => status !== 'left');
        const replaced = data.filter(({ leaveReason }) => leaveReason === 'replaced');
        const refused = answers.filter(({ body }) => body.code === 'already_joined');
        assert.deepEqual(
          { present: present.length, replaced: replaced.length, refused: refused.length },
          {
            takeover: { present: 1, replaced: 19, refused: 0 },
            reject: { present: 1, replaced: 0, refused: 19 },
            allow: { present: 20, replaced: 0, refused: 0 },
          }[rule],
        );
      });
    }
  }
});
