/** No language lacks a key, a placeholder or a plural form, and none has a key that nothing uses. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEVICE_ERRORS } from '../client/audio/device-errors.ts';
import { CALL_ERRORS } from '../client/call-errors.ts';
import { DIAGNOSIS_ERRORS } from '../client/diagnosis/diagnosis-errors.ts';
import { ERRORS } from '../client/errors.ts';
import { ROOM_ERRORS } from '../client/room-errors.ts';
import { ALL_MESSAGES } from './all-messages.ts';
import { LANGUAGES } from './languages.ts';

type Tree = { readonly [key: string]: unknown };

const english: Tree = {
  ...Object.fromEntries(Object.entries(ALL_MESSAGES).map(([name, { texts }]) => [name, texts])),
  errors: Object.fromEntries(
    Object.entries({ ...ERRORS, ...CALL_ERRORS, ...ROOM_ERRORS, ...DEVICE_ERRORS, ...DIAGNOSIS_ERRORS }).map(
      ([code, [message, fix]]) => [code, { message, fix }],
    ),
  ),
};
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
const isPlural = (value: unknown): value is Record<string, string> => isTree(value) && 'other' in value;

/** `call.roles.speaker` and so on, with the text or the forms. */
function leaves(tree: Tree, path: string[] = []): [key: string, text: unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    isTree(value) && !isPlural(value)
      ? leaves(value, [...path, key])
      : [[[...path, key].join('.'), value] as [string, unknown]],
  );
}

const placeholders = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();
const forms = (text: unknown): string[] => (isPlural(text) ? Object.values(text) : [String(text)]);
/** What has to be in every form; `count` may be said in words. */
const needed = (text: string) => placeholders(text).filter((name) => name !== 'count');
const all = leaves(english);

for (const [language, load] of Object.entries(LANGUAGES)) {
  test(`${language}: the keys, placeholders and plural forms of English`, async () => {
    const { dir, errors, ...sections } = (await load()).default;
    assert.ok(dir === 'ltr' || dir === 'rtl');
    const told = Object.entries(errors).filter(([code]) => code in (english.errors as Tree));
    const words = told.map(([code, [message, fix]]) => [code, { message, fix }]);
    const translated = new Map(leaves({ ...sections, errors: Object.fromEntries(words) }));
    assert.deepEqual([...translated.keys()].sort(), all.map(([key]) => key).sort());

    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    for (const [key, text] of all) {
      const now = translated.get(key);
      assert.equal(isPlural(now), isPlural(text), key);
      if (isPlural(now)) assert.deepEqual(Object.keys(now).sort(), categories, key);
      const known = new Set(forms(text).flatMap(placeholders));
      const always = forms(text).map(needed)[0] ?? [];
      for (const form of forms(now)) {
        assert.ok(form.trim(), `${key} is empty`);
        assert.deepEqual(needed(form), always, `${key}: ${form}`);
        for (const name of placeholders(form)) assert.ok(known.has(name ?? ''), `${key} knows no {${name}}`);
      }
      if (isPlural(text) && forms(text).at(-1)?.includes('{count}'))
        assert.ok(forms(now).at(-1)?.includes('{count}'), `${key}: the general form names no number`);
    }
  });
}

/** Keys that are made of what they are about. */
const MADE: Record<string, string> = {
  'lobby.joining': 't[state]',
  'lobby.reconnecting': 't[state]',
  'call.microphoneLost': 'Lost`]',
  'call.speakerLost': 'Lost`]',
  'quality.excellent': '[this.quality]',
  'quality.good': '[this.quality]',
  'quality.poor': '[this.quality]',
  'quality.lost': '[this.quality]',
};

test('every key is used', () => {
  const read = (pattern: string) =>
    globSync(pattern, { cwd: import.meta.dirname, exclude: (file) => file.includes('.test.') }).map((file) => ({
      file,
      text: readFileSync(join(import.meta.dirname, file), 'utf8'),
    }));
  const code = read('*.ts').filter(({ file }) => !/messages\.ts$/.test(file));
  for (const { text: table } of read('*messages.ts').filter(({ file }) => file !== 'all-messages.ts')) {
    const [, variable = '', name = ''] = /export const (\w+) = section\('(\w+)'/.exec(table) ?? [];
    const { texts } = ALL_MESSAGES[name as keyof typeof ALL_MESSAGES];
    const users = code.filter(({ text }) => new RegExp(`\\b${variable}\\b`).test(text)).map(({ text }) => text);
    for (const key of Object.keys(texts)) {
      const isNamed = users.some((text) => new RegExp(`\\.${key}\\b|'${key}'`).test(text));
      const made = MADE[`${name}.${key}`];
      assert.ok(isNamed || (made && users.some((text) => text.includes(made))), `${name}.${key} is used nowhere`);
    }
  }
});
