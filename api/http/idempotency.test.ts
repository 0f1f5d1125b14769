import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JoinResult, Page, Room } from '../../protocol/rest.ts';
import { createIdempotencyStore } from '../db/idempotency-store.ts';
import { ADMIN_KEY, forEachApi, startApi } from '../testing/harness.ts';
import { idempotencyKeyOf, runOnce } from './idempotency.ts';

forEachApi((api) => {
  const post = <T = Room>(path: string, key: string, json: object, token?: string) =>
    api.request<T & { code?: string }>(`POST ${path}`, {
      json,
      headers: { 'idempotency-key': key },
      ...(token ? { token } : {}),
    });

  test('the same again is answered as the first time and does nothing', async () => {
    const first = await post('/rooms', 'key-1', { name: 'Once', metadata: { a: 1, b: 2 } });
    assert.deepEqual([first.status, first.headers.get('idempotent-replayed')], [201, null]);
    const again = await post('/rooms', 'key-1', { metadata: { b: 2, a: 1 }, name: 'Once' });
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [201, 'true']);
    assert.deepEqual(again.body, first.body);
    const { body } = await api.request<Page<Room>>('GET /rooms');
    assert.equal(body.data.filter(({ name }) => name === 'Once').length, 1);
    assert.notEqual((await post('/rooms', 'key-2', { name: 'Once' })).body.id, first.body.id);
    assert.notEqual(
      (await post('/rooms', 'key-1', { name: 'Once' }, ADMIN_KEY)).body.id,
      first.body.id,
      'not their key',
    );
    const headers = { 'idempotency-key': 'key-1', authorization: `bearer   ${ADMIN_KEY}` };
    const spaced = await api.request('POST /rooms', { json: { name: 'Once' }, headers });
    assert.equal(spaced.headers.get('idempotent-replayed'), 'true', 'the same caller, however the header is written');
  });

  test('a refusal is an answer too; input that is not right is not', async () => {
    await post('/rooms', 'taken-1', { name: 'T', slug: 'taken' });
    const refused = await post('/rooms', 'taken-2', { name: 'T', slug: 'taken' });
    assert.deepEqual([refused.status, refused.body.code], [409, 'slug_taken']);
    await api.request('DELETE /rooms/taken');
    const again = await post('/rooms', 'taken-2', { name: 'T', slug: 'taken' });
    assert.deepEqual([again.status, again.body.code], [409, 'slug_taken']);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal((await post('/rooms', 'wrong', { name: 5 })).status, 422);
    assert.equal((await post('/rooms', 'wrong', { name: 'right' })).status, 201);
  });

  test('a 204 is kept as well', async () => {
    const { participant, room } = await api.join('beating', 'anna');
    const path = `/rooms/${room.id}/participants/${participant.id}/heartbeat`;
    for (const replayed of [null, 'true']) {
      const answer = await post(path, 'beat', {});
      assert.deepEqual([answer.status, answer.headers.get('idempotent-replayed')], [204, replayed]);
    }
  });

  test('for another body or another path the key is refused', async () => {
    await post('/rooms', 'reused', { name: 'One' });
    const body = await post('/rooms', 'reused', { name: 'Two' });
    assert.deepEqual([body.status, body.body.code], [422, 'idempotency_key_reused']);
    const path = await post('/rooms/reused/participants', 'reused', { agentId: 'anna' });
    assert.deepEqual([path.status, path.body.code], [422, 'idempotency_key_reused']);
  });

  test('ten at once: one is done, the others hear of it or that it is under way', async () => {
    const json = { agentId: 'anna', multiAgent: 'allow' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post<JoinResult>('/rooms/ten/participants', 'ten', json)),
    );
    for (const { status, body, headers } of answers) {
      if (status === 201) continue;
      assert.deepEqual([status, body.code, headers.get('retry-after')], [409, 'idempotency_in_progress', '1']);
    }
    const { body } = await api.request<Page<unknown>>('GET /rooms/ten/participants');
    assert.equal(body.data.length, 1);
  });

  test('a key that is none is refused by name', async () => {
    for (const key of ['with space', 'x'.repeat(256), '']) {
      const answer = await post('/rooms', key, { name: 'x' });
      assert.deepEqual([answer.status, answer.body.code], [422, 'validation_failed'], key);
    }
    assert.throws(() => idempotencyKeyOf('ä'), { code: 'validation_failed' });
  });

  test('it holds over a restart and on another instance, for a day, and the database cannot read it', async () => {
    const first = await post<JoinResult>('/rooms/restarted/participants', 'restart', { agentId: 'anna' });
    await using other = await startApi({ ...api.db, close: async () => {} }, { clock: api.clock });
    const ask = () =>
      other.request<JoinResult>('POST /rooms/restarted/participants', {
        json: { agentId: 'anna' },
        headers: { 'idempotency-key': 'restart' },
      });
    assert.deepEqual((await ask()).body, first.body);
    const rows = await api.db.sql.selectFrom('idempotency_keys').selectAll().execute();
    assert.ok(rows.length > 0);
    assert.ok(!JSON.stringify(rows).includes(first.body.token.slice(0, 10)), 'a token is not in the clear');
    api.clock.advance(24 * 3600 + 1);
    assert.notEqual((await ask()).body.participant.id, first.body.participant.id);
    const old = await api.db.sql.selectFrom('idempotency_keys').selectAll().execute();
    assert.equal(old.length, 1, 'what is a day old is gone');
  });

  test('what fails on our side may be tried again; what died with its process, after a minute', async () => {
    const store = createIdempotencyStore(api.db, api.clock);
    const request = { key: 'k', owner: 'somebody', fingerprint: 'f' };
    const run = async () => ({ status: 200, body: { done: true } });
    const broken = runOnce(store, request, async () => {
      throw new Error('disk full');
    });
    await assert.rejects(broken, /disk full/);
    assert.deepEqual(await runOnce(store, request, run), { status: 200, body: { done: true }, replayed: false });

    assert.equal(await store.claim('crashed', 'f'), null);
    assert.deepEqual(await store.claim('crashed', 'f'), { fingerprint: 'f', sealed: null });
    api.clock.advance(61);
    assert.equal(await store.claim('crashed', 'f'), null);
  });
});
