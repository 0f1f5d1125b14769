import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSpeakingGate } from './speaking-gate.ts';

const edges = (levels: number[]) => {
  const gate = createSpeakingGate();
  return levels.map((level, index) => gate(level, index * 50));
};

test('on with the first loud look, off after 150 ms of quiet', () => {
  assert.deepEqual(edges([0, 0.05, 0, 0, 0, 0]), [false, true, true, true, false, false]);
});

test('pauses between words do not flicker', () => {
  assert.deepEqual(edges([0.05, 0, 0, 0.05, 0, 0, 0.05]), Array(7).fill(true));
});

test('a level between the thresholds keeps speaking but does not start it', () => {
  assert.deepEqual(edges([0.009, 0.009, 0.02, 0.009, 0.009, 0.009, 0.009, 0.009]).slice(0, 2), [false, false]);
  assert.ok(edges([0.02, 0.009, 0.009, 0.009, 0.009, 0.009]).at(-1));
});
