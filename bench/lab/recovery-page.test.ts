import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { recoveryPage } from './recovery-page.ts';
import { type LabRow, misses, readResults, summary } from './results.ts';

const row = (product: string, values: (number | null)[]): LabRow => ({
  case: 'outage-20',
  what: 'nothing gets through for 20 s',
  product,
  metric: 'two-way audio after',
  unit: 'ms',
  values,
  aim: { median: 1000, worst: 1500 },
  notes: [],
  measuredAt: '2026-01-01T00:00:00Z',
  commit: 'abc',
  load: 1,
});

test('what never came to pass is worse than anything', () => {
  assert.deepEqual(summary([300, null, 200]), { median: 300, worst: Number.POSITIVE_INFINITY });
  assert.deepEqual(summary([null, null, 200]).median, Number.POSITIVE_INFINITY);
});

test('an aim is missed by the median or by the worst, and by ourselves only', () => {
  assert.equal(misses(row('voice-room', [900, 1000, 1500])), false);
  assert.equal(misses(row('voice-room', [900, 1001, 1100])), true);
  assert.equal(misses(row('voice-room', [900, 900, 1501])), true);
  assert.equal(misses(row('PeerJS', [null])), false);
});

test('the page has a line for what happens, with all three', () => {
  const page = recoveryPage({
    machine: 'm',
    rows: [row('voice-room', [700, 1600]), row('PeerJS', [null, null]), row('bare WebRTC', [800, null])],
  });
  assert.match(page, /\| 700 \/ 1600 \| never \| 800 \/ never \| 1000 \/ 1500 \*\*missed\*\* \| 2 \| 1 \|/);
});

test('docs/recovery.md is made from bench/results/lab.json (npm run docs)', () => {
  assert.equal(readFileSync(new URL('../../docs/recovery.md', import.meta.url), 'utf8'), recoveryPage(readResults()));
});
