/**
 * `npm run bench:render`: what twenty people who all begin or stop to speak ten times a second cost the page's main thread, in the element
 * and in a list written by hand, in turns in one browser.
 */
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath } from '../../.ci/chromium.mjs';
import { servePage } from '../../demo/gallery/serve-page.ts';
import { percentile, report } from '../report.ts';
import type {} from './page.ts';

const WAYS = ['element', 'by hand'] as const;
const PEOPLE = 20;
const ROUNDS = Number(process.argv[2] ?? 5);
const ROUND_MS = 4_000;

const { url, close } = await servePage(new URL('page.ts', import.meta.url), { minify: true });
const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: CHROMIUM_FLAGS });

try {
  const page = await browser.newPage({ viewport: { width: 1024, height: 768 } });
  await page.goto(url);
  await page.waitForFunction(() => 'speak' in globalThis);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const taken = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
    return { all: of('TaskDuration'), script: of('ScriptDuration') };
  };

  const measured = WAYS.map((way) => ({ way, all: [] as number[], script: [] as number[], mutations: 0 }));
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const one of measured) {
      await page.evaluate(([way, count]) => globalThis.prepare(way, count), [one.way, PEOPLE] as const);
      // The first one warms up, and counts.
      if (round === 0) {
        one.mutations = await page.evaluate((ms) => globalThis.speak(ms, true), ROUND_MS);
        continue;
      }
      const before = await taken();
      await page.evaluate((ms) => globalThis.speak(ms, false), ROUND_MS);
      const after = await taken();
      one.all.push(((after.all - before.all) * 1e6) / ROUND_MS);
      one.script.push(((after.script - before.script) * 1e6) / ROUND_MS);
    }

  const [, reference] = measured;
  if (!reference) throw new Error('nothing to compare with');
  const median = (values: number[]) => percentile(values, 0.5);
  report(
    'render',
    measured.map(({ way, all, script, mutations }) => ({
      way,
      'main thread, ms per second': median(all).toFixed(1),
      'of it script': median(script).toFixed(1),
      'times by hand': (median(all) / median(reference.all)).toFixed(2),
      'mutations per change': (mutations / PEOPLE).toFixed(2),
      'mutations, times by hand': (mutations / reference.mutations).toFixed(2),
    })),
    { people: PEOPLE, rounds: ROUNDS, roundMs: ROUND_MS },
  );
} finally {
  await browser.close();
  await close();
}
