/** `*.browser.test.ts` in real browsers. TypeScript is stripped by esbuild; peerjs gets the same stubs as in the bundle. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher, puppeteerCore } from '@web/test-runner-chrome';
import { CHROMIUM_FLAGS, chromiumPath } from './.ci/chromium.mjs';
import { FIREFOX_PREFS, firefoxPath } from './.ci/firefox.mjs';
import { peerjsStubs } from './rollup.config.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

const CHROMIUM = chromeLauncher({
  launchOptions: { executablePath: chromiumPath(), args: CHROMIUM_FLAGS, headless: true },
});

/** @param {Record<string, string>} env what it needs besides, such as where to play sound */
export const firefox = (env = {}) =>
  chromeLauncher({
    puppeteer: puppeteerCore,
    launchOptions: {
      browser: 'firefox',
      executablePath: firefoxPath(),
      headless: true,
      extraPrefsFirefox: FIREFOX_PREFS,
      env: { ...process.env, ...env },
    },
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
  browsers: [CHROMIUM],
  testFramework: { config: { timeout: 60_000 } },
  testsFinishTimeout: 180_000,
};
