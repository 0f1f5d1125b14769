import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createOwnedTimers } from './owned-timers.ts';

test('timeouts that set each other anew go on until they are stopped, and the global is left as it was', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const original = globalThis.setTimeout;
  const timers = createOwnedTimers();
  let runs = 0;
  const again = (): void => {
    runs += 1;
    setTimeout(again, 100);
  };
  timers.run(again);
  assert.equal(globalThis.setTimeout, original);
  mock.timers.tick(100);
  mock.timers.tick(100);
  assert.equal(runs, 3);
  assert.equal(globalThis.setTimeout, original);
  timers.stop();
  mock.timers.tick(1000);
  assert.equal(runs, 3);
  timers.run(again);
  mock.timers.tick(1000);
  assert.equal(runs, 4, 'none can be set any more');
  mock.timers.reset();
});

test('the global comes back when the call throws', () => {
  const original = globalThis.setTimeout;
  assert.throws(() =>
    createOwnedTimers().run(() => {
      throw new Error('no');
    }),
  );
  assert.equal(globalThis.setTimeout, original);
});
