import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeTime } from './testing/fake-time.ts';
import { createTokenBucket } from './token-bucket.ts';

test('a burst at once, then the rate, never more than the burst saved up', () => {
  const time = createFakeTime();
  const take = createTokenBucket({ burst: 3, perSecond: 2 }, time.clock);
  const takeAll = (): number => {
    let taken = 0;
    while (take()) taken += 1;
    return taken;
  };
  assert.equal(takeAll(), 3);
  time.advance(499);
  assert.equal(takeAll(), 0);
  time.advance(501);
  assert.equal(takeAll(), 2);
  time.advance(3_600_000);
  assert.equal(takeAll(), 3);
});
