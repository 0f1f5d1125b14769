import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restartDelay } from './restart-policy.ts';

test('a restarting server is asked every second for half a minute, then as any other', () => {
  const attempts = Array.from({ length: 42 }, (_, attempt) => attempt);
  const longest = attempts.map((attempt) => restartDelay(attempt, () => 1));
  assert.deepEqual(longest, [300, 600, ...Array(38).fill(1000), 7000, 7000]);
  assert.equal(
    restartDelay(5, () => 0),
    500,
  );
});
