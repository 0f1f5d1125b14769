/** What every style sheet of the elements keeps to, so that a page can theme all of it. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

const folder = import.meta.dirname;
/** The text of every css`…`, by file. */
const sheets = globSync('*.ts', { cwd: folder, exclude: (file) => /\.test\.ts$|^css-tag/.test(file) })
  .map((file) => {
    const literals = readFileSync(join(folder, file), 'utf8').matchAll(/\bcss`([^`]*)`/g);
    return { file: basename(file), css: [...literals].map(([, css]) => css?.replace(/\/\*.*?\*\//gs, '')).join('\n') };
  })
  .filter(({ css }) => css);
const isTheme = ({ file }: { file: string }) => file.endsWith('theme.styles.ts');
const parts = sheets.filter((sheet) => !isTheme(sheet));

/** `file: property: value` of those that `isWrong`. */
function declarations(isWrong: (property: string, value: string) => boolean): string[] {
  return parts.flatMap(({ file, css }) =>
    [...css.matchAll(/([\w-]+):\s*([^;{}]+);/g)].flatMap(([, property = '', value = '']) =>
      isWrong(property, value) ? `${file}: ${property}: ${value}` : [],
    ),
  );
}

/** Theme files apart, whose defaults they are: custom properties, what follows the text, and what the system dictates. */
const COLOUR = /#[\da-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|color|color-mix|light-dark)\(|\boklch\([^v]/i;
const NAMED = /^(black|white|red|green|blue|gr[ae]y|silver|yellow|orange|purple)$/i;

test('no style names a colour of its own', () => {
  assert.ok(parts.length > 10, 'the style sheets are found');
  assert.deepEqual(
    declarations((_, value) => COLOUR.test(value) || value.split(/\s+/).some((word) => NAMED.test(word))),
    [],
  );
});

test('no style names a font of its own', () => {
  assert.deepEqual(
    declarations((property, value) => ['font', 'font-family'].includes(property) && value !== 'inherit'),
    [],
  );
});

test('every corner is as round as the page says, or a circle', () => {
  assert.deepEqual(
    declarations((property, value) => property.endsWith('radius') && !/var\(--_|^(0|50%|99rem|inherit)$/.test(value)),
    [],
  );
});

test('every space is a multiple of the page’s, but for less than half a rem', () => {
  const isOwn = (length: string) => Math.abs(Number.parseFloat(length)) >= 0.5;
  assert.deepEqual(
    declarations(
      (property, value) =>
        /^(padding|margin|gap|row-gap|column-gap)/.test(property) &&
        (value.replace(/calc\(.*var\(--_.*\)/g, '').match(/-?[\d.]+r?em\b/g) ?? []).some(isOwn),
    ),
    [],
  );
});

test('public properties are read in the theme files alone, each once', () => {
  const outside = parts.filter(({ css }) => css.includes('--voice-room-')).map(({ file }) => file);
  assert.deepEqual(outside, []);
  const read = sheets.filter(isTheme).flatMap(({ css }) => css.match(/--voice-room-[\w-]+/g) ?? []);
  assert.deepEqual(read.toSorted(), [...new Set(read)].toSorted());
});

test('sides are those of the writing: left and right are named by none', () => {
  assert.deepEqual(
    declarations(
      (property, value) =>
        /(^|-)(left|right)$/.test(property) ||
        (property !== 'justify-content' && /^(left|right)$/.test(value)) ||
        (property === 'inset' && value.split(' ').length === 4),
    ),
    [],
  );
});
