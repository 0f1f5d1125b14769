import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Room } from '../../protocol/rest.ts';
import { forEachApi } from '../testing/harness.ts';

forEachApi((api) => {
  test('a room is made from a name, its slug from the name, the rest from defaults', async () => {
    const { status, body } = await api.request<Room>('POST /rooms', { json: { name: '  Café am Eck ' } });
    assert.equal(status, 201);
    const { id, createdAt, ...rest } = body;
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {
      slug: 'cafe-am-eck',
      name: 'Café am Eck',
      status: 'created',
      maxParticipants: 20,
      participantCount: 0,
      settings: {
        emptyTimeoutS: 300,
        maxDurationS: null,
        locked: false,
        speakersOnly: false,
        multiAgent: 'takeover',
        chat: true,
      },
      metadata: {},
      updatedAt: createdAt,
      closedAt: null,
    });
    for (const ref of [id, id.toUpperCase(), 'cafe-am-eck']) {
      assert.deepEqual((await api.request(`GET /rooms/${ref}`)).body, body);
    }
  });

  test('a name used again gets the next free slug; a name without letters becomes "room"', async () => {
    const slugs = [];
    for (const name of ['Twice!', 'twice', 'TWICE', '🎙️', '—']) {
      slugs.push((await api.request<Room>('POST /rooms', { json: { name } })).body.slug);
    }
    assert.deepEqual(slugs, ['twice', 'twice-2', 'twice-3', 'room', 'room-2']);
  });

  test('an explicit slug is free again once its room is closed, and the closed room stays readable by id', async () => {
    const json = { name: 'Mine', slug: 'mine', metadata: { a: [1, null, { b: 'ü' }] } };
    const first = await api.request<Room>('POST /rooms', { json });
    assert.deepEqual(first.body.metadata, json.metadata);
    const taken = await api.request('POST /rooms', { json });
    assert.deepEqual([taken.status, taken.body.code], [409, 'slug_taken']);
    assert.equal((await api.request('DELETE /rooms/mine')).status, 204);
    const gone = await api.request('GET /rooms/mine');
    assert.deepEqual([gone.status, gone.body.code], [404, 'room_not_found']);
    const closed = await api.request<Room>(`GET /rooms/${first.body.id}`);
    assert.equal(closed.body.status, 'closed');
    assert.notEqual(closed.body.closedAt, null);
    assert.equal((await api.request('POST /rooms', { json })).status, 201);
    const again = await api.request(`DELETE /rooms/${first.body.id}`);
    assert.equal(again.status, 204, 'closing a closed room changes nothing');
  });

  test('50 rooms of one slug at once: one is made', async () => {
    const json = { name: 'Race', slug: 'race' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.request('POST /rooms', { json })));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    assert.deepEqual([count(201), count(409)], [1, 49]);
  });

  test('a change keeps what it does not name, and a closed room takes none', async () => {
    const { body: room } = await api.request<Room>('POST /rooms', {
      json: { name: 'Plan', settings: { emptyTimeoutS: 5 }, metadata: { keep: true } },
    });
    const { status, body } = await api.request<Room>(`PATCH /rooms/${room.slug}`, {
      json: { name: 'Plan B', maxParticipants: 3, settings: { locked: true, maxDurationS: 60 } },
    });
    assert.equal(status, 200);
    assert.deepEqual(body.settings, { ...room.settings, emptyTimeoutS: 5, locked: true, maxDurationS: 60 });
    assert.deepEqual([body.name, body.maxParticipants, body.metadata], ['Plan B', 3, { keep: true }]);
    assert.ok(body.updatedAt > room.updatedAt);
    assert.deepEqual((await api.request(`GET /rooms/${room.id}`)).body, body);
    await api.request(`DELETE /rooms/${room.id}`);
    const refused = await api.request(`PATCH /rooms/${room.id}`, { json: { name: 'C' } });
    assert.deepEqual([refused.status, refused.body.code], [410, 'room_closed']);
  });

  test('pages, newest first, show every room once though others come between', async () => {
    const make = (n: number) => api.request<Room>('POST /rooms', { json: { name: `page ${n}`, slug: `page-${n}` } });
    for (let n = 0; n < 7; n += 1) await make(n);
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && seen.length < 7; page += 1) {
      const query: string = `limit=3${cursor && `&cursor=${cursor}`}`;
      const { body }: { body: Page<Room> } = await api.request<Page<Room>>(`GET /rooms?${query}`);
      seen.push(...body.data.map((room) => room.slug));
      cursor = body.nextCursor;
      await make(100 + page);
    }
    assert.deepEqual(
      seen.slice(0, 7),
      [6, 5, 4, 3, 2, 1, 0].map((n) => `page-${n}`),
    );
  });

  test('lists filter by status and slug; the last page has no cursor', async () => {
    await api.join('filtered', 'anna');
    const { body } = await api.request<Page<Room>>('GET /rooms?slug=filtered&status=waiting');
    assert.deepEqual([body.data.map((room) => room.participantCount), body.nextCursor], [[1], null]);
    assert.deepEqual((await api.request('GET /rooms?slug=filtered&status=active')).body, {
      data: [],
      nextCursor: null,
    });
  });

  test('a room waits for the first, is active with the second, waits again when empty, and closes when its time is up', async () => {
    const { services } = api.api;
    const statusOf = async (id: string) => (await api.request<Room>(`GET /rooms/${id}`)).body.status;
    const anna = await api.join('life', 'anna');
    const { id } = anna.room;
    assert.equal(anna.room.status, 'waiting');
    const ben = await api.join('life', 'ben');
    assert.equal(ben.room.status, 'active');
    const leave = (who: string) => api.request(`DELETE /rooms/life/participants/${who}`);
    await leave(anna.participant.id);
    assert.equal(await statusOf(id), 'active', 'stays active until it is empty');
    await leave(ben.participant.id);
    assert.equal(await statusOf(id), 'waiting');
    api.clock.advance(299);
    await services.rooms.closeExpired(api.clock());
    assert.equal(await statusOf(id), 'waiting');
    const carl = await api.join('life', 'carl');
    assert.equal(carl.room.id, id, 'the emptied room is still the one');
    api.clock.advance(10);
    await services.rooms.closeExpired(api.clock());
    assert.equal(await statusOf(id), 'waiting', 'somebody is in it');
    await leave(carl.participant.id);
    api.clock.advance(301);
    await services.rooms.closeExpired(api.clock());
    assert.equal(await statusOf(id), 'closed');
    assert.notEqual((await api.join('life', 'dora')).room.id, id);
  });

  test('emptyTimeoutS 0 closes with the last leaving; maxDurationS closes with people in it', async () => {
    const make = (slug: string, settings: object) =>
      api.request('POST /rooms', { json: { name: slug, slug, settings } });
    await make('brief', { emptyTimeoutS: 0 });
    const anna = await api.join('brief', 'anna');
    await api.request(`DELETE /rooms/brief/participants/${anna.participant.id}`);
    assert.equal((await api.request<Room>(`GET /rooms/${anna.room.id}`)).body.status, 'closed');

    await make('timed', { maxDurationS: 60 });
    const ben = await api.join('timed', 'ben');
    api.clock.advance(59);
    await api.api.services.rooms.closeExpired(api.clock());
    assert.equal((await api.request('GET /rooms/timed')).status, 200);
    api.clock.advance(2);
    await api.api.services.rooms.closeExpired(api.clock());
    const left = await api.request(`GET /rooms/${ben.room.id}/participants/${ben.participant.id}`);
    assert.deepEqual([left.body.status, left.body.leaveReason], ['left', 'room_closed']);
  });

  test('closing a room makes everybody leave, ends their sessions, and tells it in that order', async () => {
    const anna = await api.join('closing', 'anna');
    const ben = await api.join('closing', 'ben');
    const told: unknown[] = [];
    const stop = api.api.bus.subscribe((message) => {
      if (message.roomId === anna.room.id) told.push([message.type, 'reason' in message && message.reason]);
    });
    await api.request('DELETE /rooms/closing');
    stop();
    assert.deepEqual(told, [
      ['room:participant-left', 'room_closed'],
      ['room:participant-left', 'room_closed'],
      ['room:closed', 'closed'],
    ]);
    for (const { session } of [anna, ben]) {
      const { body } = await api.request(`GET /sessions/${session.id}`);
      assert.deepEqual([body.status, body.endReason], ['completed', 'room_closed']);
    }
  });
});
