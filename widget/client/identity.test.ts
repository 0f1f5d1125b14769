import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIdentity } from './identity.ts';
import type { RoomClientOptions } from './room-client.ts';
import { createFakeEnvironment } from './testing/fake-environment.ts';

const options = (more: Partial<RoomClientOptions> = {}): RoomClientOptions => ({
  server: 'http://x',
  room: 'r',
  ...more,
});

test('one per browser: the next page has the same', () => {
  const environment = createFakeEnvironment();
  const first = createIdentity(environment)(options());
  assert.deepEqual(createIdentity(environment)(options()), first);
});

test('one per page where several tabs are several people', () => {
  const environment = createFakeEnvironment();
  const page = createIdentity(environment);
  const first = page(options({ multiTab: 'allow' }));
  assert.deepEqual(page(options({ multiTab: 'allow' })), first);
  assert.notEqual(createIdentity(environment)(options({ multiTab: 'allow' })).agentId, first.agentId);
});

test('as the site says', () => {
  assert.equal(createIdentity(createFakeEnvironment())(options({ agentId: 'user-7' })).agentId, 'user-7');
});

test('the key is one per browser and server, whoever this is, and not the id', () => {
  const environment = createFakeEnvironment();
  const keyOf = (more: Partial<RoomClientOptions>) => createIdentity(environment)(options(more)).agentKey;
  const key = keyOf({});
  assert.equal(keyOf({ agentId: 'user-7' }), key);
  assert.equal(keyOf({ multiTab: 'allow' }), key);
  assert.notEqual(keyOf({ server: 'http://y' }), key);
  assert.notEqual(createIdentity(environment)(options()).agentId, key);
});

test('without storage, or with one that throws, it lasts as long as the page', () => {
  const broken = {
    getItem(): never {
      throw new Error('forbidden');
    },
    setItem() {},
  };
  for (const storage of [null, broken]) {
    const page = createIdentity(createFakeEnvironment({ storage }));
    assert.ok(page(options()).agentId && page(options()).agentKey);
    assert.deepEqual(page(options()), page(options()));
  }
});
