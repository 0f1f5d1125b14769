import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reconnectDelay, restartDelay } from './reconnect-policy.ts';

test('doubles from 300 ms to 7 s, half of it by chance', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 60].map((attempt) => reconnectDelay(attempt, () => 1));
  assert.deepEqual(longest, [300, 600, 1200, 2400, 4800, 7000, 7000, 7000]);
  assert.equal(
    reconnectDelay(0, () => 0),
    150,
  );
});

test('a restarting server is asked every second for half a minute, then as any other', () => {
  const attempts = Array.from({ length: 42 }, (_, attempt) => attempt);
  const longest = attempts.map((attempt) => restartDelay(attempt, () => 1));
  assert.deepEqual(longest, [300, 600, ...Array(38).fill(1000), 7000, 7000]);
  assert.equal(
    restartDelay(5, () => 0),
    500,
  );
});
