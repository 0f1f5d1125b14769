import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hueOf, initials } from './initials.ts';

for (const [name, letters] of [
  ['Ada Lovelace', 'AL'],
  ['grace', 'G'],
  ['Edsger W. Dijkstra', 'ED'],
  ['李明', '李'],
  ['🦊 fox', '🦊F'],
  ['amber-otter', 'AO'],
  ['  ', '?'],
  ['', '?'],
] as const)
  test(`initials of "${name}"`, () => assert.equal(initials(name), letters));

test('a name has one hue, and different names mostly have different ones', () => {
  assert.equal(hueOf('Ada'), hueOf('Ada'));
  const hues = new Set(['Ada', 'Bea', 'Cyd', 'Dan', 'Eve', 'Flo', 'Gus', 'Hal'].map(hueOf));
  assert.ok(hues.size >= 7);
  for (const hue of hues) assert.ok(hue >= 0 && hue < 360);
});
