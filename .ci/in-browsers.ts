/** `*.browser.test.ts` under web-test-runner. */
import { type BrowserLauncher, startTestRunner } from '@web/test-runner';
import wtrConfig from '../web-test-runner.config.mjs';

/** Five times what a quiet machine needs. A browser that does not start, and a page that says nothing, are failures long before. */
const DEADLINE_MS = 5 * 60_000;

interface Suite {
  tests: { passed: boolean; skipped: boolean }[];
  suites: Suite[];
}

function flatten(suite: Suite): Suite['tests'] {
  return [...suite.tests, ...suite.suites.flatMap(flatten)];
}

/** Runs these files in each of the browsers; says how many tests passed and failed in each, and in all. */
export async function inBrowsers(files: string[], browsers: BrowserLauncher[]) {
  const total = { passed: 0, failed: 0 };
  const runner = await startTestRunner({
    config: { ...wtrConfig, files, browsers },
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  if (!runner) throw new Error('web-test-runner did not start');
  const overdue = setTimeout(() => {
    total.failed += 1;
    console.error(`the browsers did not end within ${DEADLINE_MS / 60_000} minutes`);
    runner.emit('stopped', false);
  }, DEADLINE_MS);
  await new Promise((resolve) => runner.on('stopped', resolve));
  clearTimeout(overdue);

  for (const browser of browsers) {
    const count = { passed: 0, failed: 0 };
    for (const session of runner.sessions.forBrowser(browser)) {
      const tests = session.testResults ? flatten(session.testResults) : [];
      const failed = tests.filter((test) => !test.passed && !test.skipped).length;
      count.passed += tests.filter((test) => test.passed).length;
      // A page that failed without a test that did: it never said anything, or broke.
      count.failed += failed || (session.passed ? 0 : 1);
    }
    console.log(`${browser.name}: ${count.passed} passed, ${count.failed} failed`);
    total.passed += count.passed;
    total.failed += count.failed;
  }
  return total;
}
