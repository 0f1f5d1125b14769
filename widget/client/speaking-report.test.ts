import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSpeakingReport } from './speaking-report.ts';
import { createFakeEnvironment } from './testing/fake-environment.ts';

test('both edges at once, but at most every 250 ms, and the last state always', () => {
  const environment = createFakeEnvironment();
  const sent: boolean[] = [];
  const { report } = createSpeakingReport(environment, (speaking) => sent.push(speaking));
  report(true);
  assert.deepEqual(sent, [true]);
  environment.advance(100);
  report(false);
  report(true);
  report(false);
  assert.deepEqual(sent, [true]);
  environment.advance(150);
  assert.deepEqual(sent, [true, false]);
  environment.advance(1000);
  report(true);
  assert.deepEqual(sent, [true, false, true]);
  environment.advance(1000);
  assert.equal(environment.timers, 0);
});

test('in a hidden page, whose timers are late, an edge is passed on as soon as it may be', () => {
  const environment = createFakeEnvironment({ after: () => () => {} });
  const sent: boolean[] = [];
  const { report } = createSpeakingReport(environment, (speaking) => sent.push(speaking));
  report(true);
  environment.advance(300);
  report(false);
  assert.deepEqual(sent, [true, false]);
});
