import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pino } from 'pino';
import { lockDirectory } from './directory-lock.ts';
import { openDatabase } from './orm.ts';

const folder = mkdtempSync(join(tmpdir(), 'voice-room-lock-'));
after(() => rmSync(folder, { recursive: true }));

test('a directory is locked once, and free when released', () => {
  const directory = join(folder, 'a');
  const release = lockDirectory(directory);
  assert.throws(() => lockDirectory(directory), { name: 'StartError', message: new RegExp(`"${directory}"`) });
  release();
  lockDirectory(directory)();
});

test('where no lock can be made there is one sentence', () => {
  assert.throws(() => lockDirectory(join(folder, 'missing', 'a')), { name: 'StartError', message: /DATA_DIR/ });
});

test('closing the database releases its directory, and so does failing to open it', async () => {
  const log = pino({ level: 'silent' });
  const db = await openDatabase({ dataDir: folder }, log);
  await assert.rejects(openDatabase({ dataDir: folder }, log), { name: 'StartError' });
  await db.close();
  rmSync(join(folder, 'database', 'global'), { recursive: true });
  await assert.rejects(openDatabase({ dataDir: folder }, log), {
    name: 'StartError',
    message: /^Cannot open the database/,
  });
  lockDirectory(join(folder, 'database'))();
});
