/** `npm run test:firefox -- voice-call`: the elements' browser tests (whose path contains one of the texts) in Firefox. Not part of `npm test`. */
import { globSync } from 'node:fs';
import { startTestRunner } from '@web/test-runner';
import wtrConfig, { inFirefox } from '../web-test-runner.config.mjs';
import { firefoxPath } from './firefox.mjs';

const only = process.argv.slice(2);
const files = globSync('widget/elements/*.browser.test.ts').filter(
  (path) => only.length === 0 || only.some((text) => path.includes(text)),
);
if (!firefoxPath()) throw new Error('FIREFOX_PATH names no Firefox. On Debian: apt-get install firefox-esr.');
const runner = await startTestRunner({
  config: { ...wtrConfig, ...inFirefox(files) },
  readCliArgs: false,
  readFileConfig: false,
  autoExitProcess: false,
});
const passed = await new Promise((resolve) => runner?.on('stopped', resolve));
process.exitCode = passed ? 0 : 1;
