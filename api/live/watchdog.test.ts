import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeTime } from './testing/fake-time.ts';
import { Watchdog } from './watchdog.ts';

test('barks exactly when nothing was heard for so long', () => {
  const time = createFakeTime();
  let barks = 0;
  const dog = new Watchdog({ ttlMs: 30_000, ...time, bark: () => (barks += 1) });
  time.advance(29_999);
  dog.heard();
  time.advance(29_999);
  assert.equal(barks, 0);
  time.advance(1);
  assert.equal(barks, 1);
  time.advance(120_000);
  assert.equal(barks, 1);
  assert.equal(time.pending(), 0);
});

test('a stopped one does not', () => {
  const time = createFakeTime();
  const dog = new Watchdog({ ttlMs: 10, ...time, bark: () => assert.fail() });
  dog.stop();
  time.advance(100);
});
