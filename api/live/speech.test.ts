import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SPEAKING_INTERVAL_MS } from '../../protocol/limits.ts';
import { Speech } from './speech.ts';
import { createFakeTime } from './testing/fake-time.ts';

function setup() {
  const time = createFakeTime();
  const told: boolean[] = [];
  const speech = new Speech((speaking) => told.push(speaking), time.timers);
  return { time, told, speech };
}

test('the first edge is told at once, the next ones no more often than the interval', () => {
  const { time, told, speech } = setup();
  speech.set(true);
  assert.deepEqual(told, [true]);
  speech.set(false);
  speech.set(true);
  speech.set(false);
  assert.deepEqual(told, [true]);
  time.advance(SPEAKING_INTERVAL_MS - 1);
  assert.deepEqual(told, [true]);
  time.advance(1);
  assert.deepEqual(told, [true, false], 'the last state wins');
});

test('a state that comes back to what was told is not told again', () => {
  const { time, told, speech } = setup();
  speech.set(true);
  speech.set(false);
  speech.set(true);
  time.advance(10 * SPEAKING_INTERVAL_MS);
  assert.deepEqual(told, [true]);
  speech.set(true);
  assert.deepEqual(told, [true]);
  assert.equal(time.pending(), 0);
});

test('silence is told at once and once', () => {
  const { time, told, speech } = setup();
  speech.silence();
  assert.deepEqual(told, []);
  speech.set(true);
  speech.silence();
  speech.silence();
  assert.deepEqual(told, [true, false]);
  speech.set(true);
  speech.stop();
  time.advance(10 * SPEAKING_INTERVAL_MS);
  assert.deepEqual(told, [true, false], 'what is stopped tells nothing');
});
