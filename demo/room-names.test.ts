import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSlug } from '../protocol/guards.ts';

// Plain JavaScript for the browser, without types.
const names: { randomName(): string; slugOf(name: string): string } = await import(
  new URL('./room-names.js', import.meta.url).href
);

test('a random name reads well and makes a slug the API takes', () => {
  for (let round = 0; round < 200; round++) {
    const name = names.randomName();
    assert.match(name, /^[A-Z][a-z]+ [A-Z][a-z]+ \d\d$/);
    assert.ok(isSlug(names.slugOf(name)), name);
  }
});

for (const [typed, slug] of [
  ['Amber Otter 42', 'amber-otter-42'],
  ['  Café  Zoë! ', 'cafe-zoe'],
  ['--lobby--', 'lobby'],
  ['x'.repeat(200), 'x'.repeat(64)],
  [`${'x'.repeat(63)} y`, 'x'.repeat(63)],
  ['日本', ''],
] as const)
  test(`"${typed.slice(0, 20)}" typed goes to "${slug.slice(0, 20)}"`, () => {
    assert.equal(names.slugOf(typed), slug);
    if (slug) assert.ok(isSlug(slug));
  });
