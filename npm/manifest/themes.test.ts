/** The themes of the demo are made of what docs/element.md promises and of nothing else. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { elements } from './manifest.ts';

const demo = join(import.meta.dirname, '../../demo');
const PUBLIC = new Map(elements().map((element) => [element.tagName, element]));
const properties = elements().flatMap(({ cssProperties }) => cssProperties.map(({ name }) => name));
const themes = globSync('theme-*.css', { cwd: demo });

/** What a selector says of an element of ours: its tag, parts and states. */
function troubles(selector: string): string[] {
  if (['body', ':root', 'to'].includes(selector)) return [];
  const [, tag = '', rest = ''] = /^([\w-]+)(.*)$/.exec(selector) ?? [];
  const element = PUBLIC.get(tag);
  if (!element) return [`${selector} is none of our elements`];
  const unknown = rest.replace(
    /::part\(([\w-]+)\)|:state\(([\w-]+)\)|:(active|hover|focus-visible)$/g,
    (_, part, state) => {
      const { cssParts, cssStates = [] } = element;
      const known = part
        ? cssParts.some(({ name }) => name === part)
        : !state || cssStates.some(({ name }) => name === state);
      return known ? '' : (part ?? state);
    },
  );
  return unknown ? [`${selector}: ${unknown}`] : [];
}

test('there are three', () => assert.equal(themes.length, 3));

for (const theme of themes)
  test(`${theme} uses public names only`, () => {
    const css = readFileSync(join(demo, theme), 'utf8').replace(/\/\*.*?\*\//gs, '');
    const selectors = [...css.matchAll(/([^{};@]+)\{/g)].flatMap(([, list = '']) => list.split(','));
    const ours = selectors.map((each) => each.trim()).filter((each) => each && !/^(media|keyframes|\()/.test(each));
    assert.deepEqual(ours.flatMap(troubles), []);
    const set = [...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name = '']) => name);
    assert.deepEqual(
      set.filter((name) => !properties.includes(name)),
      [],
    );
    assert.ok(set.length > 15 && !css.includes('!important'));
  });
