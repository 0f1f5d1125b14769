/** The page of `widget/elements/testing/gallery-page.ts` in a browser: the real elements in any of their states, over fake clients. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath } from '../../.ci/chromium.mjs';
import { servePage } from './serve-page.ts';

declare global {
  /** Of the page. */
  var show: (state: string) => Promise<void>;
  var states: string[];
  var looks: typeof import('../../widget/elements/testing/looks.ts');
}

export interface Gallery {
  browser: Browser;
  /** A page of this width (CSS pixels) that can show any state. */
  open(width: number, options?: BrowserContextOptions & { height?: number }): Promise<Page>;
  close(): Promise<void>;
}

const PAGE = new URL('../../widget/elements/testing/gallery-page.ts', import.meta.url);
/** The background is that of the system, so that what is drawn on none is seen as it is. */
const HEAD = `<title>Gallery</title><meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root { color-scheme: light dark; background: light-dark(#f4f4f7, #0e0f12) } body { margin: 8px }</style>`;

export async function openGallery(): Promise<Gallery> {
  const { url, close } = await servePage(PAGE, { head: HEAD });
  const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: CHROMIUM_FLAGS });
  return {
    browser,
    async open(width, { height = 720, ...options } = {}) {
      const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce', ...options });
      await page.goto(url);
      await page.waitForFunction(() => 'states' in globalThis);
      return page;
    },
    async close() {
      await browser.close();
      await close();
    },
  };
}
