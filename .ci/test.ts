/**
 * `npm test`: everything, in one run, closing with `N passed, N failed`.
 * `npm test -- api/rooms` runs only the test files whose path contains one of the given texts, without the checks.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { startProduct } from '../demo/e2e/kit/product.ts';
import wtrConfig, { firefox } from '../web-test-runner.config.mjs';
import { inBrowsers } from './in-browsers.ts';
import { startLoudspeaker } from './loudspeaker.ts';
import { startPostgres } from './postgres.ts';
import { requireTools } from './tools.ts';

const only = process.argv.slice(2);
const wanted = (path: string) => only.length === 0 || only.some((text) => path.includes(text));
const files = (pattern: string) =>
  globSync(pattern, { exclude: ['node_modules/**', 'dist/**'] })
    .filter((path) => wanted(path))
    .sort();

/** Ten times what a quiet machine needs. A run that is not done by then says so and ends: a hang is a failure, not a wait. */
const RUN_DEADLINE_MS = 45 * 60_000;
const TEST_DEADLINE_MS = 300_000;
const CHECK_DEADLINE_MS = 5 * 60_000;
const overdue = new AbortController();

/** Keeps PostgreSQL busy on one core for a minute; browser tests mostly wait. */
const BESIDE_THE_BROWSERS = ['api/db/explain.test.ts'];

const total = { passed: 0, failed: 0 };

/** A check that is one program's exit code. */
async function check(name: string, command: string, ...args: string[]): Promise<boolean> {
  const started = performance.now();
  const program = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: CHECK_DEADLINE_MS });
  const [code] = await once(program, 'exit').catch(() => [null]);
  const ok = code === 0;
  total[ok ? 'passed' : 'failed'] += 1;
  console.log(`${ok ? '✔' : '✖'} ${name} (${seconds(started)})`);
  return ok;
}

/** Test files under node:test, each in its own process. */
async function nodeTests(paths: string[], concurrency: number): Promise<void> {
  if (paths.length === 0) return;
  const stream = run({
    files: paths,
    concurrency,
    timeout: TEST_DEADLINE_MS,
    signal: overdue.signal,
    execArgv: ['--import', new URL('deadline.ts', import.meta.url).href],
  });
  const count = (key: 'passed' | 'failed') => (event: { details: { type?: string | undefined } }) => {
    if (event.details.type !== 'suite') total[key] += 1;
  };
  stream.on('test:pass', count('passed'));
  stream.on('test:fail', count('failed'));
  for await (const line of stream.compose(new spec())) process.stdout.write(line);
}

/** Test files under web-test-runner, in Chromium and in Firefox. */
async function browserTests(paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  const loudspeaker = await startLoudspeaker();
  try {
    const { passed, failed } = await inBrowsers(paths, [...wtrConfig.browsers, firefox(loudspeaker.env)]);
    total.passed += passed;
    total.failed += failed;
  } finally {
    await loudspeaker.stop();
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

async function checks(): Promise<void> {
  await check('format, lint, import walls, import cycles', 'biome', 'check', '--error-on-warnings', '.');
  for (const project of ['.', 'protocol', 'api', 'peer-server', 'redis', 'widget', 'demo', 'bench', 'npm']) {
    await check(`types: ${project}`, 'tsc', '-p', project);
  }
}

/** A data directory that the product has started in before: making one takes seconds, and every e2e file starts the product. */
async function startedOnce(dataDir: string): Promise<string> {
  await (await startProduct({ DATA_DIR: dataDir })).stop();
  return dataDir;
}

async function main(): Promise<void> {
  requireTools();
  const started = performance.now();
  const checking = only.length === 0 && checks();
  const isBuilt = await check('build', 'rollup', '-c', '--silent');
  await checking;
  if (!isBuilt) return;
  const postgres = await startPostgres();
  const made = mkdtempSync(join(tmpdir(), 'voice-room-made-'));
  process.env.TEST_DATABASE_URL = postgres.url;
  process.env.TEST_IMAGE_FOLDER = made;
  // Every test file is a process of its own: what one has compiled the next need not.
  process.env.NODE_COMPILE_CACHE = join(made, 'compiled');
  try {
    const inNode = files('{,.ci/}**/*.test.ts').filter((path) => !path.endsWith('.browser.test.ts'));
    await nodeTests(
      inNode.filter((path) => !BESIDE_THE_BROWSERS.includes(path)),
      2,
    );
    await Promise.all([
      browserTests(files('widget/**/*.browser.test.ts')),
      nodeTests(
        inNode.filter((path) => BESIDE_THE_BROWSERS.includes(path)),
        1,
      ),
    ]);
    // The longest stand last in the alphabet: begun first, they leave neither core idle at the end.
    const calls = files('demo/e2e/*.e2e.ts').reverse();
    if (calls.length > 1) process.env.TEST_DATA_FOLDER = await startedOnce(join(made, 'data'));
    await nodeTests(calls, 2);
  } finally {
    rmSync(made, { recursive: true, force: true });
    await postgres.stop();
  }
  console.log(`npm test took ${seconds(started)}`);
}

function report(): number {
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

const watchdog = setTimeout(() => {
  overdue.abort();
  total.failed += 1;
  console.error(`npm test did not end within ${RUN_DEADLINE_MS / 60_000} minutes`);
  process.exit(report());
}, RUN_DEADLINE_MS);
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total.failed += 1;
}
clearTimeout(watchdog);
process.exitCode = report();
// What a browser that hangs leaves open keeps nobody waiting.
setTimeout(() => process.exit(), 10_000).unref();
