import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Impairments, type LinkQuality, QUALITIES, qualityOf, ratingOf } from './quality.ts';

/** Worked out by hand from the formula in docs/quality.md. */
const TABLE: [loss: number, jitterMs: number, rttMs: number, rating: number, word: LinkQuality][] = [
  [0, 0, 0, 92.0, 'excellent'],
  [0, 5, 40, 91.3, 'excellent'],
  [0, 10, 200, 89.1, 'excellent'],
  [0.02, 5, 50, 84.1, 'excellent'],
  [0, 20, 300, 80.5, 'excellent'],
  [0, 20, 400, 73.8, 'good'],
  [0.05, 5, 50, 75.4, 'good'],
  [0, 10, 500, 69.8, 'poor'],
  [0.1, 5, 50, 64.1, 'poor'],
  [0.3, 60, 800, 0, 'poor'],
  [1, 0, 0, 16.1, 'poor'],
];

for (const [packetLoss, jitterMs, rttMs, rating, word] of TABLE) {
  test(`${packetLoss * 100} % loss, ${jitterMs} ms jitter, ${rttMs} ms round trip: R ${rating}, ${word}`, () => {
    const actual = ratingOf({ packetLoss, jitterMs, rttMs });
    assert.ok(Math.abs(actual - rating) < 0.06, String(actual));
    assert.equal(qualityOf(actual), word);
  });
}

const impairments = fc.record({
  packetLoss: fc.double({ min: 0, max: 1, noNaN: true }),
  jitterMs: fc.double({ min: 0, max: 1000, noNaN: true }),
  rttMs: fc.double({ min: 0, max: 10_000, noNaN: true }),
});
const before = fc.constantFrom(null, ...QUALITIES);
const worth = (word: LinkQuality) => -QUALITIES.indexOf(word);

/** As much as sums of fractions are off. */
const ROUNDING = 1e-9;

test('more loss, jitter or delay never gives a better rating', () => {
  fc.assert(
    fc.property(impairments, impairments, (one, more) => {
      const worse: Impairments = {
        packetLoss: Math.max(one.packetLoss, more.packetLoss),
        jitterMs: Math.max(one.jitterMs, more.jitterMs),
        rttMs: Math.max(one.rttMs, more.rttMs),
      };
      assert.ok(ratingOf(worse) <= ratingOf(one) + ROUNDING);
    }),
  );
});

const rating = fc.double({ min: 0, max: 93.2, noNaN: true });

test('a lower rating never gives a better word, whatever the word before', () => {
  fc.assert(
    fc.property(rating, rating, before, (one, other, was) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      assert.ok(worth(qualityOf(low, was)) <= worth(qualityOf(high, was)));
    }),
  );
});

test('the rating is a number from 0 to 93.2', () => {
  fc.assert(
    fc.property(impairments, (one) => {
      const rating = ratingOf(one);
      assert.ok(rating >= 0 && rating <= 93.2);
    }),
  );
});

test('a better word before never leads to a worse word now', () => {
  fc.assert(
    fc.property(rating, (one) => {
      const [excellent, good, poor] = (['excellent', 'good', 'poor'] as const).map((was) => worth(qualityOf(one, was)));
      assert.ok(Number(excellent) >= Number(good) && Number(good) >= Number(poor));
    }),
  );
});

test('a link that swings by less than the margin around a limit keeps its word', () => {
  for (const limit of [80, 70]) {
    for (const start of [limit - 2.9, limit + 2.9]) {
      let word = qualityOf(start);
      for (const rating of [limit - 2.9, limit + 2.9, limit - 1, limit, limit + 1]) {
        const next = qualityOf(rating, word);
        assert.equal(next, word, `${rating} after ${word}`);
        word = next;
      }
    }
  }
});

test('a link that comes back is judged as a new one', () => {
  for (let rating = 0; rating <= 93; rating += 0.5) assert.equal(qualityOf(rating, 'lost'), qualityOf(rating));
});
