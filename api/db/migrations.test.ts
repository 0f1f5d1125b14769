import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const cli = join(dirname(createRequire(import.meta.url).resolve('@mikro-orm/cli/package.json')), 'cli.js');

test('the migration tool finds nothing to add: entities, migrations and their snapshot agree', async () => {
  const child = spawn(process.execPath, [cli, 'migration:check'], {
    cwd: root,
    env: { MIKRO_ORM_CLI_CONFIG: './mikro-orm.config.ts', MIKRO_ORM_CLI_PREFER_TS: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.match(said.join('\n'), /No changes required/);
});
