import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Room } from '../../protocol/rest.ts';
import { forEachApi } from '../testing/harness.ts';

forEachApi((api) => {
  async function make(slug: string) {
    const json = { name: slug, slug, metadata: { zebra: 1, a: { y: 1, x: [2] } } };
    await api.request('POST /rooms', { json });
    const get = (headers: Record<string, string> = {}, method = 'GET') =>
      api.request<Room>(`${method} /rooms/${slug}`, { headers });
    const etag = (await get()).headers.get('etag') ?? '';
    const patch = (headers: Record<string, string>, change: object = { name: 'changed' }) =>
      api.request(`PATCH /rooms/${slug}`, { json: change, headers });
    return { get, patch, etag };
  }

  test('a GET is 304 while nothing has changed, by one tag, a list, a weak one or *', async () => {
    const { get, patch, etag } = await make('fresh');
    assert.match(etag, /^"[\w-]+"$/);
    for (const value of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await get({ 'if-none-match': value }, method);
        assert.deepEqual([answer.status, answer.body, answer.headers.get('etag')], [304, {}, etag], value);
      }
    }
    assert.equal((await get({ 'if-none-match': '"other"' })).status, 200);
    assert.equal((await get({ 'if-match': '"other"' })).status, 412);
    const changed = await patch({});
    const now = await get({ 'if-none-match': etag });
    assert.equal(now.status, 200);
    assert.equal(now.headers.get('etag'), changed.headers.get('etag'), 'a PATCH gives the tag of what it made');
    assert.match(now.headers.get('cache-control') ?? '', /private, no-cache/);
  });

  test('a PATCH with If-Match changes only what the caller has seen', async () => {
    const { get, patch, etag } = await make('matched');
    for (const value of ['"other"', `W/${etag}`, 'nonsense']) {
      const refused = await patch({ 'if-match': value });
      assert.deepEqual([refused.status, refused.body.code], [412, 'precondition_failed'], value);
    }
    assert.equal((await patch({ 'if-none-match': '*' })).status, 412);
    assert.equal((await get()).body.name, 'matched', 'nothing has changed');
    assert.equal((await patch({ 'if-match': `"other", ${etag}` })).status, 200);
    assert.equal((await patch({ 'if-match': etag })).status, 412, 'it is another one now');
    assert.equal((await patch({ 'if-match': '*' })).status, 200);
  });

  test('of ten changes of the same version at once, one is made', async () => {
    const { patch, etag } = await make('raced');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => patch({ 'if-match': etag }, { name: `by ${n}` })),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    assert.deepEqual([count(200), count(412)], [1, 9]);
  });

  test('who comes and goes changes the tag', async () => {
    const { get, etag } = await make('peopled');
    await api.join('peopled', 'anna');
    assert.equal((await get({ 'if-none-match': etag })).status, 200);
  });
});
