/**
 * `npm run bench:weight`: what a first visit to a room of the demo costs until its lobby can be used, with nothing in the cache, next to the
 * same page without the element.
 */
import type { Request } from 'playwright-core';
import { launch } from '../demo/e2e/kit/people.ts';
import { startProduct } from '../demo/e2e/kit/product.ts';
import { percentile, report } from './report.ts';

declare global {
  var longTasks: number[];
}

const VISITS = Number(process.argv[2] ?? 5);

interface Visit {
  bytes: number;
  requests: number;
  /** Ours: the script of the tag and what it loads. */
  scripts: number;
  thirdParties: number;
  /** Milliseconds of each task above 50 ms before the lobby could be used. */
  longTasks: number[];
  usableMs: number;
}

const [product, people] = await Promise.all([startProduct(), launch()]);

async function visit(element: boolean): Promise<Visit> {
  const context = await people.browser.newContext();
  const page = await context.newPage();
  const requests: Request[] = [];
  const sizes: Promise<number>[] = [];
  page.on('request', (request) => requests.push(request));
  page.on('requestfinished', (request) =>
    sizes.push(
      request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
    ),
  );
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) =>
      globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: 'longtask',
      buffered: true,
    });
  });
  if (!element) await page.route('**/voice-room.js', (route) => route.abort());
  try {
    await page.goto(`${product.url}/r/weight`, { waitUntil: 'commit' });
    if (element) await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
    else await page.waitForLoadState('load');
    const usableMs = await page.evaluate(() => performance.now());
    const longTasks = await page.evaluate(() => globalThis.longTasks);
    const made = requests.filter((request) => element || !request.url().endsWith('/voice-room.js'));
    return {
      bytes: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
      requests: made.length,
      scripts: made.filter((request) => /\/(voice-room|chunks\/[^/]+)\.js$/.test(new URL(request.url()).pathname))
        .length,
      thirdParties: made.filter((request) => new URL(request.url()).origin !== product.url).length,
      longTasks,
      usableMs,
    };
  } finally {
    await context.close();
  }
}

try {
  await visit(true);
  const visits: Record<string, Visit[]> = { 'with the element': [], 'without it': [] };
  for (let index = 0; index < VISITS; index += 1) {
    visits['with the element']?.push(await visit(true));
    visits['without it']?.push(await visit(false));
  }
  const median = (values: number[]) => percentile(values, 0.5);
  const bare = visits['without it'] ?? [];
  report(
    'weight',
    Object.entries(visits).map(([what, all]) => ({
      what,
      kB: (median(all.map(({ bytes }) => bytes)) / 1000).toFixed(1),
      requests: median(all.map(({ requests }) => requests)),
      'scripts of ours': median(all.map(({ scripts }) => scripts)),
      'requests to third parties': Math.max(...all.map(({ thirdParties }) => thirdParties)),
      'longest task, median ms': Math.round(median(all.map(({ longTasks }) => Math.max(0, ...longTasks)))),
      'usable after, ms': Math.round(median(all.map(({ usableMs }) => usableMs))),
      'times without it': (
        median(all.map(({ usableMs }) => usableMs)) / median(bare.map(({ usableMs }) => usableMs))
      ).toFixed(2),
    })),
    { visits: VISITS },
  );
} finally {
  await people.close();
  await product.stop();
}
