/** People: one Chromium, a context each, each with a tone of their own as microphone. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath } from '../../../.ci/chromium.mjs';
import { installProbe } from './probe.ts';

/** Far enough apart for an FFT, and none a harmonic of another. */
export const TONES = [437, 743, 1049, 1361, 1721, 2113] as const;

export interface Person {
  name: string;
  tone: number;
  page: Page;
}

export interface People {
  browser: Browser;
  /** Opens the address as a new person with the next tone, or with the browser's own microphone. */
  visit(name: string, url: string, microphone?: 'tone' | 'own'): Promise<Person>;
  /** Another page in the same browser profile as this person's. */
  secondTab(person: Person, url: string): Promise<Person>;
  /** Everybody goes home. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** `executablePath`: Chromium, or a program that starts it elsewhere. */
export async function launch(
  flags: readonly string[] = CHROMIUM_FLAGS,
  executablePath = chromiumPath() ?? '',
): Promise<People> {
  const browser = await chromium.launch({
    executablePath,
    args: [...flags],
    ignoreDefaultArgs: ['--mute-audio'],
  });
  let visitors = 0;

  async function open(name: string, page: Page, url: string, microphone = 'tone'): Promise<Person> {
    const tone = TONES[visitors++ % TONES.length] ?? TONES[0];
    page.on('pageerror', (error) => console.error(`${name}: ${error.stack ?? error.message}`));
    await page.addInitScript(installProbe, microphone === 'tone' ? tone : null);
    await page.goto(url);
    return { name, tone, page };
  }

  return {
    browser,
    async visit(name, url, microphone) {
      const context = await browser.newContext();
      return open(name, await context.newPage(), url, microphone);
    },
    async secondTab(person, url) {
      return open(person.name, await person.page.context().newPage(), url);
    },
    async leave() {
      visitors = 0;
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    close: () => browser.close(),
  };
}
