/** What can be said of every state of the elements at once: by axe-core, by measuring, in light and dark, narrow and wide. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { FakeRoomClient } from '../../widget/client/testing/fake-room-client.ts';
import type { VoiceParticipant } from '../../widget/elements/voice-participant.ts';
import { type Gallery, openGallery } from '../gallery/gallery.ts';
import { focusOf, focusSeen } from './kit/keyboard.ts';

declare const axe: { run(options: object): Promise<AxeResults> };

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

describe('how it looks', () => {
  let gallery: Gallery;
  before(async () => {
    gallery = await openGallery();
  });
  after(() => gallery?.close());

  /** Shows every state on this page, or those named, and collects what `look` finds wrong with it. */
  async function everyState(page: Page, look: () => Promise<string[]>, only?: string[]): Promise<string[]> {
    const found: string[] = [];
    for (const state of only ?? (await page.evaluate(() => states))) {
      await page.evaluate((name) => show(name), state);
      found.push(...(await look()).map((what) => `${state}: ${what}`));
    }
    await page.context().close();
    return found;
  }

  const audit = (tags: string[]) =>
    axe
      .run({ runOnly: tags, resultTypes: ['violations'], rules: { 'page-has-heading-one': { enabled: false } } })
      .then(({ violations }) =>
        violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${target.flat().join(' > ')} ${failureSummary}`),
        ),
      );

  for (const [colorScheme, width] of [
    ['light', 320],
    ['dark', 768],
  ] as const)
    it(`axe finds nothing in any state, ${colorScheme}, ${width} px`, async () => {
      const page = await gallery.open(width, { colorScheme });
      await page.addScriptTag({ content: AXE });
      assert.deepEqual(await everyState(page, () => page.evaluate(audit, TAGS)), []);
    });

  for (const width of [256, 768])
    it(`everything to press is 44 px wide and high, beside the others and inside the element; nothing moves, ${width} px`, async () => {
      // High enough for the controls, which are sticky, to cover nobody. Less motion is asked for.
      const page = await gallery.open(width, { height: 4_000 });
      const look = () => page.evaluate(() => [...looks.measure(), ...looks.moving()]);
      assert.deepEqual(await everyState(page, look), []);
    });

  it('wherever the focus goes it is seen: outlined, in the window, covered by nothing', async () => {
    const page = await gallery.open(320, { height: 560 });
    const walk = async () => {
      const seen = new Set<string>();
      const found: string[] = [];
      for (let stops = 0; stops < 60; stops += 1) {
        await page.keyboard.press('Tab');
        const focus = await focusSeen(page);
        if (!focus || seen.has(focus.name)) break;
        seen.add(focus.name);
        if (focus.trouble) found.push(`${focus.name}: ${focus.trouble}`);
      }
      return found;
    };
    assert.deepEqual(await everyState(page, walk), []);
  });

  it('how good a connection is stands there in words: below the pointer, and for who comes by keyboard', async () => {
    const page = await gallery.open(768);
    await page.evaluate(() => show('two-people'));
    const words = page.getByText('Connection: excellent').first();
    assert.equal(await words.isVisible(), false);
    await page.keyboard.press('Tab');
    assert.equal((await focusOf(page))?.name, 'Volume of Ada Lovelace');
    await words.waitFor();
    await page.keyboard.press('Tab');
    await words.waitFor({ state: 'hidden' });
    await page.locator('voice-quality svg').first().hover();
    await words.waitFor();
    await page.context().close();
  });

  for (const theme of ['glass', 'corporate', 'playful'])
    it(`axe finds nothing in the theme ${theme}`, async () => {
      const page = await gallery.open(320);
      await page.addScriptTag({ content: AXE });
      await page.addStyleTag({ path: fileURLToPath(new URL(`../theme-${theme}.css`, import.meta.url)) });
      const views = [
        'lobby-crowd',
        'room-full',
        'twenty-people',
        'muted',
        'moderation-question',
        'settings',
        'chat',
        'bar',
        'list',
      ];
      assert.deepEqual(await everyState(page, () => page.evaluate(audit, TAGS), views), []);
    });

  it('every part that is documented is there and can be styled by the page, wherever it stands', async () => {
    const docs = readFileSync(fileURLToPath(new URL('../../docs/element.md', import.meta.url)), 'utf8');
    const parts = docs.split(/^## /m).flatMap((element) => {
      const [, tag] = /^`<([\w-]+)>`/.exec(element) ?? [];
      const [, table = ''] = /^### CSS parts\n(.*?)(?=^###|$(?![\s\S]))/ms.exec(element) ?? [];
      return [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, part = '']) => ({ tag, part }));
    });
    assert.ok(parts.length > 25, 'the documentation is read');
    const page = await gallery.open(768);
    await page.addStyleTag({
      content: parts.map(({ tag, part }) => `${tag}::part(${part}) { --is-${tag}-${part}: yes }`).join('\n'),
    });
    const reached = new Set<string>();
    const unreached = await everyState(page, async () => {
      const seen = await page.evaluate(() => looks.partsSeen());
      for (const { name, isReached } of seen) if (isReached) reached.add(name);
      return seen.flatMap(({ name, isReached }) => (isReached ? [] : [name]));
    });
    assert.deepEqual([...new Set(unreached)], []);
    assert.deepEqual(
      parts.map(({ tag, part }) => `${tag} ${part}`).filter((name) => !reached.has(name)),
      [],
    );
  });

  it('every button takes an icon of the page', async () => {
    const page = await gallery.open(768);
    await page.evaluate(() => show('push-to-talk'));
    for (const name of ['mute', 'deafen', 'talk', 'hand', 'settings', 'leave']) {
      await page.evaluate((slot) => {
        const icon = Object.assign(document.createElement('i'), { slot: `${slot}-icon`, textContent: slot });
        document.querySelector('voice-room')?.append(icon);
      }, name);
      await page.locator(`i[slot="${name}-icon"]`).waitFor();
      const button = page.locator(`[part~="${name}-button"]`);
      await button.locator('svg').waitFor({ state: 'hidden' });
    }
    await page.context().close();
  });

  it('who asks for more contrast gets words and borders as strong as the text', async () => {
    const page = await gallery.open(320, { contrast: 'more' });
    await page.evaluate(() => show('lobby-empty'));
    const text = await page.getByRole('heading').evaluate((each) => getComputedStyle(each).color);
    assert.equal(await page.locator('.hint').evaluate((each) => getComputedStyle(each).color), text);
    assert.equal(await page.getByRole('textbox').evaluate((each) => getComputedStyle(each).borderColor), text);
    await page.context().close();
  });

  it('in forced colours what is pressed, who is there and who speaks are outlines', async () => {
    const page = await gallery.open(320, { forcedColors: 'active' });
    const outline = (selector: string, property: 'outlineStyle' | 'borderTopStyle') =>
      page
        .locator(selector)
        .first()
        .evaluate((each, name) => getComputedStyle(each)[name], property);
    await page.evaluate(() => show('muted'));
    assert.equal(await outline('[part~="mute-button"]', 'outlineStyle'), 'solid');
    assert.equal(await outline('[part~="deafen-button"]', 'outlineStyle'), 'none');
    assert.equal(await outline('[part~="avatar"]', 'outlineStyle'), 'solid');
    assert.equal(await outline('[part~="participant"]', 'borderTopStyle'), 'solid');
    await page.evaluate(() => show('speaking'));
    assert.equal(
      await page
        .locator('[part~="ring"]')
        .first()
        .evaluate((each) => getComputedStyle(each).opacity),
      '1',
    );
    await page.context().close();
  });

  it('the ring grows with the voice, but not where less motion is asked for, nor in forced colours', async () => {
    for (const [options, grows] of [
      [{ reducedMotion: 'no-preference' }, true],
      [{ reducedMotion: 'reduce' }, false],
      [{ reducedMotion: 'no-preference', forcedColors: 'active' }, false],
    ] as const) {
      const page = await gallery.open(768, options);
      await page.evaluate(() => show('speaking'));
      const widths = await page
        .locator('voice-participant[speaking]')
        .first()
        .evaluate(async (row: VoiceParticipant) => {
          const ring = row.shadowRoot?.querySelector<HTMLElement>('[part~="ring"]');
          const { client } = (row.getRootNode() as ShadowRoot).host as unknown as { client: FakeRoomClient };
          const seen: (number | undefined)[] = [];
          for (const loudness of [0, 1]) {
            client.levels[row.participant.id] = loudness;
            while (ring?.style.getPropertyValue('--_loudness') !== `${loudness}`)
              await new Promise((resolve) => setTimeout(resolve, 10));
            // A transition that another one replaces rejects its `finished`.
            for (let running = ring.getAnimations(); running.length; running = ring.getAnimations())
              await Promise.allSettled(running.map(({ finished }) => finished));
            seen.push(ring.getBoundingClientRect().width);
          }
          return seen;
        });
      const [soft = 0, loud = 0] = widths;
      assert.equal(loud > soft * 1.05, grows, `${JSON.stringify(options)}: ${soft} px soft, ${loud} px loud`);
      await page.context().close();
    }
  });

  it('text twice as large fits, at 320 px and in both layouts', async () => {
    const page = await gallery.open(320, { height: 4_000 });
    await page.addStyleTag({ content: ':root { font-size: 200% }' });
    assert.deepEqual(await everyState(page, () => page.evaluate(() => looks.measure())), []);
  });
});
