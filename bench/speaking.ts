/**
 * `npm run bench:speaking`: from the moment there is sound (or none) at one person's microphone to the ring in the other's page, which is
 * looked at or hidden. What goes by in between: encoder, network stack, jitter buffer, detector, rendering.
 */
import { puppeteerCore } from '@web/test-runner-chrome';
import { CHROMIUM_FLAGS, chromiumPath } from '../.ci/chromium.mjs';
import { launch } from '../demo/e2e/kit/people.ts';
import { installProbe } from '../demo/e2e/kit/probe.ts';
import { startProduct } from '../demo/e2e/kit/product.ts';
import { snippet, startSite } from '../demo/e2e/kit/site.ts';
import { joinByLobby } from '../demo/e2e/kit/voice.ts';
import type {} from '../widget/elements/voice-room.ts';
import { percentile, type Row, report } from './report.ts';

const ROUNDS = Number(process.argv[2] ?? 20);
/** As a syllable and a pause: long enough that the detector has come to rest, and not in step with its looks. */
const restMs = () => 600 + Math.random() * 400;
const AIM_MS = { on: 150, off: 500 };
const ANNAS_TONE = 2113;
/** Puppeteer's, by which hidden pages would run as those in front. */
const UNREAL = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

/** When (ms since 1970) the ring of this person appears or goes: by an observer, for the timers of a hidden page may be slow. */
function whenRing(name: string, on: boolean): Promise<number> {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? inside(each.shadowRoot) : [])]);
  const row = inside(document).find(
    (each) => each.localName === 'voice-participant' && each.shadowRoot?.textContent?.includes(name),
  );
  if (!row) throw new Error(`${name} is not in the room`);
  const { promise, resolve } = Promise.withResolvers<number>();
  const look = () => row.hasAttribute('speaking') === on && resolve(globalThis.probe.now());
  new MutationObserver(look).observe(row, { attributes: true });
  look();
  return promise;
}

const [product, site, people, browser] = await Promise.all([
  startProduct(),
  startSite(),
  launch(),
  // Playwright has every page look visible.
  puppeteerCore.launch({
    executablePath: chromiumPath() ?? '',
    args: CHROMIUM_FLAGS,
    headless: true,
    ignoreDefaultArgs: UNREAL,
  }),
]);
try {
  const ben = await joinByLobby(people, site, product.url, 'speaking', 'Ben');
  const anna = await browser.newPage();
  await anna.evaluateOnNewDocument(installProbe, ANNAS_TONE);
  await anna.goto(site.page(snippet(product.url, 'room="speaking" display-name="Anna" auto-join')));
  await anna.waitForFunction(() =>
    document.querySelector('voice-room')?.participants.some(({ speaking, isSelf }) => speaking && !isSelf),
  );
  const speak = (on: boolean) => ben.page.evaluate((sound) => globalThis.probe.speak(sound), on);

  const rows: Row[] = [];
  for (const page of ['in front', 'hidden']) {
    if (page === 'hidden') await (await browser.newPage()).bringToFront();
    await anna.waitForFunction((hidden) => document.hidden === hidden, { polling: 50 }, page === 'hidden');
    await speak(false);
    await anna.evaluate(whenRing, 'Ben', false);
    const took = { on: [] as number[], off: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1)
      for (const edge of ['on', 'off'] as const) {
        await new Promise((resolve) => setTimeout(resolve, restMs()));
        const seen = anna.evaluate(whenRing, 'Ben', edge === 'on');
        const at = await speak(edge === 'on');
        took[edge].push((await seen) - at);
      }
    for (const edge of ['on', 'off'] as const)
      rows.push({
        page,
        edge,
        'median ms': Math.round(percentile(took[edge], 0.5)),
        'p95 ms': Math.round(percentile(took[edge], 0.95)),
        'aim ms': AIM_MS[edge],
        'p95, times the aim': (percentile(took[edge], 0.95) / AIM_MS[edge]).toFixed(2),
      });
  }
  report('speaking', rows, { rounds: ROUNDS });
} finally {
  await Promise.all([people.close(), browser.close()]);
  await Promise.all([product.stop(), site.close()]);
}
