/** People, each with a Chromium of their own on a host of their own. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath } from '../../.ci/chromium.mjs';
import { TONES } from '../../demo/e2e/kit/people.ts';
import { installProbe } from '../../demo/e2e/kit/probe.ts';
import { installHooks } from './hooks.ts';
import type { Host } from './network.ts';
import { CONTROLS_ORIGIN, ORIGIN } from './servers.ts';

/** What is heard is louder (RMS). */
const HEARD = 0.01;

export interface LabPerson {
  name: string;
  host: Host;
  browser: Browser;
  /** A window with nothing in it yet but ears, or with that in their place. */
  openPage(instead?: () => void): Promise<Page>;
}

export async function addPerson(name: string, tone: number, host: Host): Promise<LabPerson> {
  const browser = await chromium.launch({
    executablePath: host.launcher(chromiumPath() ?? 'chromium'),
    args: [
      ...CHROMIUM_FLAGS,
      `--unsafely-treat-insecure-origin-as-secure=${ORIGIN},${CONTROLS_ORIGIN}`,
      // A page that the lab makes up has no address, and may not reach a private one.
      '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
    ],
    ignoreDefaultArgs: ['--mute-audio'],
  });
  return {
    name,
    host,
    browser,
    async openPage(instead) {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(`${name}: ${error.stack ?? error.message}`));
      if (instead) {
        await page.addInitScript(instead);
        return page;
      }
      await page.addInitScript(installProbe, TONES[tone % TONES.length] ?? TONES[0]);
      await page.addInitScript(installHooks, HEARD);
      return page;
    },
  };
}
