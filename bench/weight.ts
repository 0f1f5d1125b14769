/**
 * `npm run bench:weight`: what a first visit to a room of the demo costs until its lobby can be used, with nothing in the cache, next to the
 * same page without the element. It can be used when there is a button to join, and it is said who is there; without the element,
 * when the page has loaded. What is asked for later is not counted. The last two are a bare page whose server is 100 ms away: what the
 * loader costs (decision 0001).
 */
import { launch } from '../demo/e2e/kit/people.ts';
import { startProduct } from '../demo/e2e/kit/product.ts';
import { startSite } from '../demo/e2e/kit/site.ts';
import { readBundle } from './bundle.ts';
import { percentile, report } from './report.ts';

declare global {
  var longTasks: PerformanceEntry[];
  var usableAt: number | undefined;
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

const [product, people, site] = await Promise.all([startProduct(), launch(), startSite()]);
const widget = readBundle().first.find(({ sources }) => sources.includes('widget/voice-room.entry.ts'));
const bare = (script: string | undefined) =>
  site.page(`<script type="module" src="${product.url}/${script}"></script><voice-room room="weight"></voice-room>`);

interface What {
  url: string;
  element: boolean;
  latencyMs: number;
}
const room = `${product.url}/r/weight`;
const WHAT: Record<string, What> = {
  'with the element': { url: room, element: true, latencyMs: 0 },
  'without it': { url: room, element: false, latencyMs: 0 },
  '100 ms away': { url: bare('voice-room.js'), element: true, latencyMs: 100 },
  '100 ms away, without the loader': { url: bare(widget?.file), element: true, latencyMs: 100 },
};

/** Runs in the page before all of its scripts. */
function watch(element: boolean): void {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries())).observe({
    type: 'longtask',
    buffered: true,
  });
  const isUsable = () => {
    const room = document.querySelector('voice-room')?.shadowRoot;
    const status = room?.querySelector('[part=status]')?.textContent;
    return room?.querySelector('form .primary') && status && status !== 'Connecting…';
  };
  const look = () => {
    if (element ? isUsable() : document.readyState === 'complete') globalThis.usableAt = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}

async function visit({ url, element, latencyMs }: What): Promise<Visit> {
  const context = await people.browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(watch, element);
  if (!element) await page.route('**/voice-room.js', (route) => route.abort());
  const network = await context.newCDPSession(page);
  if (latencyMs)
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: latencyMs,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  try {
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => globalThis.usableAt !== undefined);
    return await page.evaluate(
      ([element, server]) => {
        const usableMs = globalThis.usableAt ?? Number.NaN;
        const before = ({ startTime }: PerformanceEntry) => startTime < usableMs;
        const [own] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        const resources = (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
          .filter(before)
          .filter(({ name }) => element || !name.endsWith('/voice-room.js'));
        const made = own ? [own, ...resources] : resources;
        return {
          bytes: made.reduce((sum, { transferSize }) => sum + transferSize, 0),
          requests: made.length,
          scripts: resources.filter(({ name }) => /\/(voice-room|chunks\/[^/]+)\.js$/.test(name)).length,
          thirdParties: resources.filter(({ name }) => new URL(name).origin !== server).length,
          longTasks: globalThis.longTasks.filter(before).map(({ duration }) => duration),
          usableMs,
        };
      },
      [element, product.url] as const,
    );
  } finally {
    await context.close();
  }
}

try {
  const visits = new Map(Object.keys(WHAT).map((what): [string, Visit[]] => [what, []]));
  for (let index = 0; index <= VISITS; index += 1)
    for (const [what, how] of Object.entries(WHAT)) {
      const one = await visit(how);
      // The first one warms the server up.
      if (index > 0) visits.get(what)?.push(one);
    }
  const median = (values: number[]) => percentile(values, 0.5);
  report(
    'weight',
    Array.from(visits, ([what, all]) => ({
      what,
      // The browser does not tell how large files of another origin are.
      kB: WHAT[what]?.url === room ? (median(all.map(({ bytes }) => bytes)) / 1000).toFixed(1) : '',
      requests: median(all.map(({ requests }) => requests)),
      'scripts of ours': median(all.map(({ scripts }) => scripts)),
      'requests to third parties': Math.max(...all.map(({ thirdParties }) => thirdParties)),
      'longest task, median ms': Math.round(median(all.map(({ longTasks }) => Math.max(0, ...longTasks)))),
      'usable after, ms': Math.round(median(all.map(({ usableMs }) => usableMs))),
    })),
    { visits: VISITS },
  );
} finally {
  await people.close();
  await Promise.all([product.stop(), site.close()]);
}
