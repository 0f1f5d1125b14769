import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describeApi } from '../../describe-api.ts';
import { assertDescribed } from '../../testing/answers.ts';
import { openInMemory } from '../../testing/databases.ts';
import { startApi } from '../../testing/harness.ts';
import { renderMarkdown } from './markdown.ts';
import { renderPage } from './page.ts';

const document = describeApi();

/** A copy as the validator takes it: plain JSON. */
function plain(): Record<string, unknown> {
  return JSON.parse(JSON.stringify(document));
}

test('the description is valid OpenAPI 3.1, and every reference leads somewhere', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(plain());
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, '3.1');
  validator.resolveRefs();
  const broken = { ...plain(), paths: { '/x': { get: { responses: 5 } } } };
  assert.equal((await new Validator().validate(broken)).valid, false, 'the validator does look');
  const refs = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  for (const [, name = ''] of refs) assert.ok(document.components.schemas[name], name);
});

test('each operation says who may, what goes in, what comes out and what can go wrong', () => {
  const patch = document.paths['/rooms/{room}']?.['patch'];
  assert.equal(patch?.operationId, 'updateRoom');
  assert.match(patch?.description ?? '', /^For a moderator .* a secret key\.$/);
  assert.deepEqual(patch?.security, [{ bearer: [] }]);
  assert.deepEqual(
    patch?.parameters.filter(({ in: place }) => place === 'path').map(({ name, required }) => [name, required]),
    [['room', true]],
  );
  const body = patch?.requestBody?.content['application/json']?.schema;
  assert.equal(body?.additionalProperties, false);
  assert.deepEqual(body?.properties?.['metadata']?.type, 'object');
  assert.deepEqual(patch?.responses['200']?.content, {
    'application/json': { schema: { $ref: '#/components/schemas/Room' } },
  });
  assert.match(patch?.responses['410']?.description ?? '', /`room_closed`/);
  const limit = document.paths['/rooms']?.['get']?.parameters.find(({ name }) => name === 'limit');
  assert.deepEqual(limit?.schema, { type: 'integer', minimum: 1, maximum: 100, default: 50 });
  const names = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  assert.equal(new Set(names).size, names.length);
});

test('docs/api.md is up to date; `npm run docs` writes it', () => {
  const file = join(import.meta.dirname, '../../../docs/api.md');
  assert.equal(readFileSync(file, 'utf8'), renderMarkdown(document));
});

test('the page shows text as text', () => {
  const schemas = { Bad: { description: '<script>alert("x")</script>' } };
  const page = renderPage({ ...document, components: { ...document.components, schemas } });
  assert.ok(!page.includes('<script'), 'no markup of others');
  assert.match(page, /&#60;script&#62;/);
});

test('a server shows its description, to anybody, without asking anybody else', async () => {
  await using db = await openInMemory();
  await using api = await startApi(db, { config: { production: true } });
  const get = (path: string) => fetch(api.url + path, { redirect: 'manual' });

  const json = await get('/api/v1/openapi.json');
  assert.match(json.headers.get('content-type') ?? '', /^application\/json/);
  assert.deepEqual(await json.json(), plain());

  const page = await get('/api/v1/docs');
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; style-src 'self'/);
  const text = await page.text();
  assert.doesNotMatch(text, /<script|style=|<style|https?:\/\//);
  for (const methods of Object.values(document.paths)) {
    for (const { operationId, parameters } of Object.values(methods)) {
      assert.ok(text.includes(`id="${operationId}"`), operationId);
      for (const { name } of parameters) assert.ok(text.includes(`<code>${name}</code>`), name);
    }
  }
  for (const [, id] of text.matchAll(/href="#([\w-]+)"/g)) assert.ok(text.includes(`id="${id}"`), id);
  for (const [, path = ''] of text.matchAll(/href="(\/[^"]+)"/g)) assert.equal((await get(path)).status, 200, path);

  const short = await get('/docs');
  assert.deepEqual([short.status, short.headers.get('location')], [302, '/api/v1/docs']);
});

test('an answer that is not as described, and a code that is not named, are noticed', async () => {
  await using db = await openInMemory();
  await using api = await startApi(db);
  const { routes } = api.api;
  const { body } = await api.request('POST /rooms', { json: { name: 'Seen' } });
  assertDescribed(routes, 'GET /rooms/seen', 200, body);
  const wrong: [status: number, body: unknown][] = [
    [200, { ...body, siteId: 'default' }],
    [200, { ...body, createdAt: 'today' }],
    [201, body],
    [404, { code: 'session_not_found' }],
  ];
  for (const [status, answer] of wrong) {
    assert.throws(() => assertDescribed(routes, 'GET /rooms/seen', status, answer), { name: 'AssertionError' });
  }
});
