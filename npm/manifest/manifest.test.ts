/** What the manifest says is what the element does. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderElementDocs } from './element-docs.ts';
import { elements } from './manifest.ts';

const root = join(import.meta.dirname, '../..');
const code = globSync('widget/elements/*.ts', { cwd: root, exclude: (file) => file.includes('.test.') })
  .map((file) => readFileSync(join(root, file), 'utf8').replace(/\/\*\*.*?\*\//gs, ''))
  .join('\n');
const inCode = (pattern: RegExp) =>
  [...new Set([...code.matchAll(pattern)].flatMap(([, found]) => found?.split(' ') ?? []))].sort();
const described = (docs: 'cssParts' | 'cssProperties' | 'slots' | 'events') =>
  [...new Set(elements().flatMap((element) => element[docs].map(({ name }) => name)))].sort();

test('every part, CSS property and slot in the code is described, and every one described is there', () => {
  assert.deepEqual(described('cssParts'), inCode(/\bpart="([\w -]+)"/g));
  assert.deepEqual(described('cssProperties'), inCode(/(--voice-room-[\w-]+)/g));
  assert.deepEqual(described('slots'), inCode(/<slot name="([\w-]+)"/g));
});

test('every event has a type by its name', () => {
  const events = ['events', 'room-selected']
    .map((file) => readFileSync(join(root, `widget/elements/${file}.ts`), 'utf8'))
    .join();
  const typed = [...events.matchAll(/^ {4}'(voice-[\w-]+)': (\w+);/gm)].map(([, name, type]) => `${name} ${type}`);
  const told = elements().flatMap((element) => element.events.map(({ name, type }) => `${name} ${type.text}`));
  assert.deepEqual(told.sort(), typed.sort());
});

test('docs/element.md is up to date: npm run docs', () => {
  assert.equal(readFileSync(join(root, 'docs/element.md'), 'utf8'), renderElementDocs(elements()));
});
