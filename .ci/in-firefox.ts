/** `npm run test:firefox -- voice-call`: the browser tests whose path contains one of the texts, in Firefox alone. */
import { globSync } from 'node:fs';
import { firefox } from '../web-test-runner.config.mjs';
import { inBrowsers } from './in-browsers.ts';
import { startLoudspeaker } from './loudspeaker.ts';
import { requireTools } from './tools.ts';

const only = process.argv.slice(2);
const files = globSync('widget/**/*.browser.test.ts').filter(
  (path) => only.length === 0 || only.some((text) => path.includes(text)),
);
requireTools();
const loudspeaker = await startLoudspeaker();
try {
  const { failed } = await inBrowsers(files, [firefox(loudspeaker.env)]);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await loudspeaker.stop();
}
