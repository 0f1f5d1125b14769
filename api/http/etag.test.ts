import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Room } from '../../protocol/rest.ts';
import { ADMIN_KEY, forEachApi } from '../testing/harness.ts';

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

  const token = ADMIN_KEY;
  const create = async (line: string, json: object) =>
    String((await api.request(line, { token, json })).body['id'] ?? assert.fail());
  /** What has a version: how to make one, and a change of it. */
  const VERSIONED: [what: string, make: () => Promise<string>, change: object][] = [
    ['a room', async () => `/rooms/${await create('POST /rooms', { name: 'versioned' })}`, { name: 'new' }],
    [
      'a participant',
      async () => `/rooms/versions/participants/${(await api.join('versions', 'anna')).participant.id}`,
      { muted: true },
    ],
    ['a site', async () => `/admin/sites/${await create('POST /admin/sites', { name: 'versioned' })}`, { name: 'new' }],
    [
      'a webhook',
      async () => `/webhooks/${await create('POST /webhooks', { url: 'http://127.0.0.1:9/', disabled: true })}`,
      { description: 'new' },
    ],
  ];
  for (const [what, make, json] of VERSIONED) {
    test(`${what} is changed and deleted only as the caller has seen it`, async () => {
      const path = await make();
      const read = async () => (await api.request(`GET ${path}`, { token })).headers.get('etag') ?? '';
      const ask = async (method: string, etag: string) => {
        const headers = { 'if-match': etag };
        const answer = await api.request(`${method} ${path}`, { token, headers, ...(method === 'PATCH' && { json }) });
        return [answer.status, answer.body.code];
      };
      const seen = await read();
      assert.match(seen, /^"/);
      assert.deepEqual(await ask('PATCH', '"stale"'), [412, 'precondition_failed']);
      assert.deepEqual(await ask('PATCH', seen), [200, undefined]);
      const changed = await read();
      assert.notEqual(changed, seen);
      assert.deepEqual(await ask('DELETE', seen), [412, 'precondition_failed']);
      assert.equal(await read(), changed, 'nothing has changed');
      assert.deepEqual(await ask('DELETE', changed), [204, undefined]);
    });
  }

  test('a change of what has no version is not made under a condition', async () => {
    const rows = api.api.routes.filter(({ method, etag }) => method !== 'GET' && !etag);
    assert.ok(rows.length > 5);
    for (const { method, path } of rows) {
      for (const name of ['if-match', 'if-none-match']) {
        const headers = { [name]: '*' };
        const json = method === 'DELETE' ? {} : { json: {} };
        const answer = await api.request(`${method} ${path.replaceAll(':', '')}`, { token, headers, ...json });
        assert.deepEqual([answer.status, answer.body.code], [412, 'precondition_failed'], `${method} ${path}`);
      }
    }
  });
});
