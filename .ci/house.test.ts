/** Rules of the house that no linter knows. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TOOLS } from './tools.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '--', '*.ts', '*.mjs', '*.js'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const source = new Map(tracked.map((file) => [file, readFileSync(root + file, 'utf8')]));

test('no file is longer than 400 lines, but for the tables of words', () => {
  const long = [...source].filter(([, text]) => text.split('\n').length > 400).map(([file]) => file);
  assert.deepEqual(
    long.filter((file) => !file.startsWith('widget/elements/languages/')),
    [],
  );
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

test('the walls hold: what protocol and redis must not import is refused, whichever way it is written', () => {
  const walls: [folder: string, imports: string[]][] = [
    ['protocol', ['../api/clock.ts', '../widget/client/errors.ts', 'zod', 'node:fs', '@redis/client', '../../etc.ts']],
    ['redis', ['../api/clock.ts', '../peer-server/log.ts', 'zod', 'node:fs']],
    ['peer-server', ['../api/clock.ts', '../widget/client/errors.ts', 'peer']],
    ['api/rooms', ['../../peer-server/log.ts', '../../widget/client/errors.ts', '@electric-sql/pglite']],
    ['api/client', ['../clock.ts', 'zod', '../../widget/client/errors.ts']],
    ['widget/client', ['../../api/clock.ts', 'lit', '../elements/icons.ts', 'node:fs', 'peerjs']],
  ];
  const elsewhere = mkdtempSync(join(tmpdir(), 'voice-room-walls-'));
  try {
    const config = { ...JSON.parse(readFileSync(`${root}biome.json`, 'utf8')), vcs: { enabled: false } };
    writeFileSync(join(elsewhere, 'biome.json'), JSON.stringify(config));
    for (const [folder, imports] of walls) {
      mkdirSync(join(elsewhere, folder), { recursive: true });
      for (const [n, from] of imports.entries()) {
        writeFileSync(
          join(elsewhere, folder, `made-up-${n}.ts`),
          `import { a } from '${from}';\nexport const b = a;\n`,
        );
      }
    }
    const args = ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=none', '--reporter=github', '.'];
    const { stdout, stderr } = spawnSync('biome', args, { cwd: elsewhere, encoding: 'utf8' });
    const passed = walls.flatMap(([folder, imports]) =>
      imports
        .filter((_, n) => !stdout.includes(`${folder}/made-up-${n}.ts`))
        .map((from) => `${folder} imports ${from}`),
    );
    assert.deepEqual(passed, [], stdout + stderr);
  } finally {
    rmSync(elsewhere, { recursive: true });
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

test('the README says what npm test needs', () => {
  const [, needs = ''] =
    /This runs every check and test: (.*?)\n\n/s.exec(readFileSync(`${root}README.md`, 'utf8')) ?? [];
  assert.deepEqual(
    TOOLS.map(({ name }) => name).filter((name) => !needs.includes(name)),
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
