/** Rules of the house that no linter knows. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '--', '*.ts', '*.mjs', '*.js'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const source = new Map(tracked.map((file) => [file, readFileSync(root + file, 'utf8')]));

test('no file is longer than 400 lines', () => {
  const long = [...source].filter(([, text]) => text.split('\n').length > 400).map(([file]) => file);
  assert.deepEqual(long, []);
});

test('each third party that needs taming is imported in exactly one file', () => {
  const adapters: Record<string, RegExp> = {
    'widget/client/mesh/peerjs-signaling.ts': /from 'peerjs'|import\('peerjs'\)/,
    'peer-server/peer-adapter.ts': /from 'peer'/,
    'redis/redis.ts': /from '@redis\/client'/,
    'api/db/embedded.ts': /from '@electric-sql\/pglite'/,
  };
  for (const [adapter, pattern] of Object.entries(adapters)) {
    const importing = [...source].filter(([file, text]) => !file.includes('.test.') && pattern.test(text));
    assert.deepEqual(
      importing.map(([file]) => file),
      [adapter],
    );
  }
});

test('settings are read from the environment by config.ts and entry files only', () => {
  const reading = [...source].filter(([file, text]) => /^(api|peer-server)\//.test(file) && /process\.env/.test(text));
  const allowed = /(\/main\.ts|\.test\.ts|\/testing\/.*)$/;
  assert.deepEqual(
    reading.map(([file]) => file).filter((file) => !allowed.test(file)),
    [],
  );
});

test('no test is skipped or alone', () => {
  const marked = [...source].filter(([file, text]) => {
    const isTest = /\.(test|e2e)\.ts$/.test(file) && file !== '.ci/house.test.ts';
    return isTest && /\.(skip|only|todo)\(|\{ (skip|only|todo): /.test(text);
  });
  assert.deepEqual(
    marked.map(([file]) => file),
    [],
  );
});
