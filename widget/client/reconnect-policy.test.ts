import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reconnectDelay } from './reconnect-policy.ts';

test('doubles from 300 ms to 7 s, half of it by chance', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 60].map((attempt) => reconnectDelay(attempt, () => 1));
  assert.deepEqual(longest, [300, 600, 1200, 2400, 4800, 7000, 7000, 7000]);
  assert.equal(
    reconnectDelay(0, () => 0),
    150,
  );
});
