/** `*.browser.test.ts` in real Chromium. TypeScript is stripped by esbuild; peerjs gets the same stubs as in the bundle. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher, puppeteerCore } from '@web/test-runner-chrome';
import { CHROMIUM_FLAGS, chromiumPath } from './.ci/chromium.mjs';
import { FIREFOX_PREFS, firefoxPath } from './.ci/firefox.mjs';
import { peerjsStubs } from './rollup.config.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** These files in Firefox instead. @param {string[]} files */
export const inFirefox = (files) => ({
  files,
  browsers: [
    chromeLauncher({
      puppeteer: puppeteerCore,
      concurrency: 1,
      launchOptions: {
        browser: 'firefox',
        executablePath: firefoxPath(),
        headless: true,
        extraPrefsFirefox: FIREFOX_PREFS,
      },
    }),
  ],
});

export default {
  files: 'widget/**/*.browser.test.ts',
  nodeResolve: { exportConditions: ['browser', 'production'] },
  rootDir: here,
  concurrency: 2,
  plugins: [
    {
      // As in rollup.config.mjs.
      name: 'files',
      resolveImport: ({ source }) =>
        source.endsWith('?file')
          ? `/__file/${relative(here, fileURLToPath(import.meta.resolve(source.slice(0, -5))))}.js`
          : undefined,
      serve: ({ path }) =>
        path.startsWith('/__file/') ? `export default ${JSON.stringify(path.slice(7, -3))};` : undefined,
    },
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: `${here}widget/tsconfig.json` }),
    {
      name: 'peerjs-stubs',
      resolveImport: ({ source }) => (peerjsStubs.includes(source) ? '/widget/client/mesh/peerjs-stubs.ts' : undefined),
    },
  ],
  browsers: [
    chromeLauncher({ launchOptions: { executablePath: chromiumPath(), args: CHROMIUM_FLAGS, headless: true } }),
  ],
  testFramework: { config: { timeout: 60_000 } },
  testsFinishTimeout: 180_000,
};
