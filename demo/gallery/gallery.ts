/** The page of `widget/elements/testing/gallery-page.ts` in a browser: the real elements in any of their states, over fake clients. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath } from '../../.ci/chromium.mjs';

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

const PAGE = fileURLToPath(new URL('../../widget/elements/testing/gallery-page.ts', import.meta.url));
/** The background is that of the system, so that what is drawn on none is seen as it is. */
const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root { color-scheme: light dark; background: light-dark(#f4f4f7, #0e0f12) } body { margin: 8px }</style>
<script type="module" src="/gallery-page.js"></script><body></body></html>`;

async function bundle(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [PAGE],
    outdir: '/',
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser', 'production'],
    // Nobody makes a call here.
    external: ['peerjs', '*?file'],
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents]));
}

export async function openGallery(): Promise<Gallery> {
  const files = await bundle();
  const server = createServer(({ url = '/' }, response) => {
    const script = files.get(url);
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ?? (url === '/' ? HTML : ''));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: CHROMIUM_FLAGS });
  return {
    browser,
    async open(width, { height = 720, ...options } = {}) {
      const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce', ...options });
      await page.goto(`http://127.0.0.1:${address.port}/`);
      await page.waitForFunction(() => 'states' in globalThis);
      return page;
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
