/** Two people, each with a Chromium of their own on a host of their own, in a room of the product on the server's host. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath } from '../../.ci/chromium.mjs';
import { TONES } from '../../demo/e2e/kit/people.ts';
import { installProbe } from '../../demo/e2e/kit/probe.ts';
import { type Product, startProduct } from '../../demo/e2e/kit/product.ts';
import { snippet } from '../../demo/e2e/kit/site.ts';
import type {} from '../../widget/elements/voice-room.ts';
import { createNetwork, type Host, SERVER_ADDRESS } from './network.ts';

const PORT = '8080';
const ORIGIN = `http://${SERVER_ADDRESS}:${PORT}`;
/** What is heard is louder (RMS). */
export const HEARD = 0.01;

declare global {
  /** What the room told this page since it was last asked. */
  var told: string[];
}

export interface LabPerson {
  name: string;
  host: Host;
  page: Page;
  browser: Browser;
}

export interface Lab {
  /** Opens the widget on a new host, or on that one, and joins. */
  join(name: string, host?: Host): Promise<LabPerson>;
  /** kill -9 of everything that serves, and the same started again over the same data; resolves when it listens. */
  restartServer(): Promise<void>;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const network = createNetwork();
  const dataDir = mkdtempSync(joinPath(tmpdir(), 'voice-lab-data-'));
  const browsers: Browser[] = [];
  const start = () =>
    startProduct({ HOST: SERVER_ADDRESS, PORT, DATA_DIR: dataDir, PUBLIC_URL: ORIGIN }, network.server.prefix);
  let product: Product | null = null;

  async function close(): Promise<void> {
    await Promise.all(browsers.map((browser) => browser.close()));
    await product?.stop();
    network.close();
    rmSync(dataDir, { recursive: true, force: true });
  }

  try {
    product = await start();
  } catch (error) {
    await close();
    throw error;
  }

  return {
    async join(name, host = network.addHost()) {
      const browser = await chromium.launch({
        executablePath: host.launcher(chromiumPath() ?? 'chromium'),
        args: [
          ...CHROMIUM_FLAGS,
          `--unsafely-treat-insecure-origin-as-secure=${ORIGIN}`,
          // A page that the test makes up has no address, and may not reach a private one.
          '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
        ],
        ignoreDefaultArgs: ['--mute-audio'],
      });
      browsers.push(browser);
      const page = await browser.newPage();
      page.on('pageerror', (error) => console.error(`${name}: ${error.stack ?? error.message}`));
      await page.addInitScript(installProbe, TONES[browsers.length % TONES.length] ?? TONES[0]);
      const attributes = `room="lab" display-name="${name}" auto-join`;
      await page.route(`${ORIGIN}/lab`, (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<!doctype html><title>lab</title>${snippet('', attributes)}`,
        }),
      );
      await page.goto(`${ORIGIN}/lab`);
      await page
        .waitForFunction(() => document.querySelector('voice-room')?.state === 'connected', null, { timeout: 6000 })
        .catch(async (e) => {
          console.log(
            await page.evaluate(() => {
              const v = document.querySelector('voice-room');
              return [document.documentElement.outerHTML, v?.state, String(v?.error), v?.error?.cause, isSecureContext];
            }),
          );
          throw e;
        });
      await page.evaluate(() => {
        globalThis.told = [];
        const element = document.querySelector('voice-room');
        const note = ({ type }: Event) => globalThis.told.push(type.replace('voice-participant-', ''));
        element?.addEventListener('voice-participant-joined', note);
        element?.addEventListener('voice-participant-left', note);
      });
      return { name, host, page, browser };
    },
    async restartServer() {
      const exited = new Promise((resolve) => product?.process.once('exit', resolve));
      product?.process.kill('SIGKILL');
      await exited;
      product = await start();
    },
    close,
  };
}

/** When (ms since 1970) this person hears something; looked at every 10 ms. */
export function whenHeard({ page }: LabPerson, timeout = 60_000): Promise<number> {
  return page.evaluate(([level, ms]) => globalThis.probe.when(() => globalThis.probe.rms() > level, ms), [
    HEARD,
    timeout,
  ] as const);
}

/** When (ms since 1970) this person hears nothing any more. */
export function whenQuiet({ page }: LabPerson): Promise<number> {
  return page.evaluate((level) => globalThis.probe.when(() => globalThis.probe.rms() < level), HEARD);
}

/** When the element is in this state. */
export function whenConnected({ page }: LabPerson): Promise<number> {
  return page.evaluate(() =>
    globalThis.probe.when(() => document.querySelector('voice-room')?.state === 'connected', 60_000),
  );
}

/** The longest silence (ms) this person hears until `done`. */
export async function longestGap({ page }: LabPerson, done: Promise<unknown>): Promise<number> {
  await page.evaluate((level) => {
    const watch = { gap: 0, heardAt: globalThis.probe.now() };
    Object.assign(globalThis, { watch });
    setInterval(() => {
      const now = globalThis.probe.now();
      watch.gap = Math.max(watch.gap, now - watch.heardAt);
      if (globalThis.probe.rms() > level) watch.heardAt = now;
    }, 5);
  }, HEARD);
  await done;
  return page.evaluate(() => (globalThis as unknown as { watch: { gap: number } }).watch.gap);
}

/** Who left and joined, as this page was told since last asked. */
export function flicker({ page }: LabPerson): Promise<string[]> {
  return page.evaluate(() => globalThis.told.splice(0));
}
