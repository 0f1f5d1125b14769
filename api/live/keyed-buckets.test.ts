import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyedBuckets } from './keyed-buckets.ts';

test('each key has its own bucket, which fills up with time, used by others or not', () => {
  let now = 0;
  const take = createKeyedBuckets({ burst: 2, perSecond: 1 }, () => new Date(now));
  assert.deepEqual([take('a'), take('a'), take('a'), take('b')], [true, true, false, true]);
  now = 1_000;
  assert.deepEqual([take('a'), take('a'), take('b')], [true, false, true]);
  now = 10_000;
  assert.deepEqual([take('c'), take('a'), take('a'), take('a')], [true, true, true, false]);
});
