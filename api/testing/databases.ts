import { createHash, randomUUID } from 'node:crypto';
import { existsSync, openAsBlob, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { Client } from 'pg';
import { pino } from 'pino';
import { openEmbedded } from '../db/embedded.ts';
import { type Database, type DatabaseLocation, openDatabase } from '../db/orm.ts';

export type TestDatabase = Database & AsyncDisposable;
export type OpenTestDatabase = () => Promise<TestDatabase>;

const silent = pino({ level: 'silent' });
/** Where the runner (`npm test`) has its PostgreSQL. */
const serverUrl = process.env.TEST_DATABASE_URL;
/** Where the test files of one run leave what the next need. */
const imageFolder = process.env.TEST_IMAGE_FOLDER;

/**
 * Registers the tests once for each database we support. `open` gives an empty, migrated one each time: the embedded one in memory,
 * and PostgreSQL when the runner has started one.
 */
export function forEachDatabase(tests: (open: OpenTestDatabase) => void): void {
  describe('embedded', () => tests(openInMemory));
  if (serverUrl) describe('PostgreSQL', () => tests(() => openOnServer(serverUrl)));
}

let image: Promise<Blob> | undefined;

/** A migrated database to start from: making one takes seconds, so the first test file that needs it leaves it for the others. */
async function migratedImage(): Promise<Blob> {
  const file = imageFolder && join(imageFolder, `${migrationsDigest()}.tar`);
  if (file && existsSync(file)) return openAsBlob(file);
  const { dialect, dump } = await openEmbedded({});
  const db = await openDatabase({ dialect }, silent);
  const blob = await dump();
  await db.close();
  if (file) {
    const own = `${file}.${process.pid}`;
    writeFileSync(own, await blob.bytes());
    renameSync(own, file);
  }
  return blob;
}

export async function openInMemory(): Promise<TestDatabase> {
  image ??= migratedImage();
  const { dialect } = await openEmbedded({ image: await image });
  const db = await openDatabase({ dialect }, silent);
  return { ...db, [Symbol.asyncDispose]: () => db.close() };
}

/** `locate` says how to reach the new database, when not in the plain way. */
export async function openOnServer(
  url: string,
  locate = (own: string): DatabaseLocation => ({ url: own }),
): Promise<TestDatabase> {
  const template = await migratedTemplate(url);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(url, (client) => client.query(`create database ${name} template ${template}`));
  const db = await openDatabase(locate(databaseUrl(url, name)), silent);
  return {
    ...db,
    async [Symbol.asyncDispose]() {
      await db.close();
      await administer(url, (client) => client.query(`drop database ${name} with (force)`));
    },
  };
}

/** A migrated database to copy from. The test files run in processes of their own: one makes it, the others wait. */
async function migratedTemplate(url: string): Promise<string> {
  const name = `template_${migrationsDigest()}`;
  await administer(url, async (client) => {
    await client.query('select pg_advisory_lock(1)');
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return;
    await client.query(`drop database if exists ${name}_new`);
    await client.query(`create database ${name}_new`);
    await (await openDatabase({ url: databaseUrl(url, `${name}_new`) }, silent)).close();
    await client.query(`alter database ${name}_new rename to ${name}`);
  });
  return name;
}

function migrationsDigest(): string {
  const folder = join(import.meta.dirname, '../../migrations');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

async function administer(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
