import { join } from 'node:path';
import { MikroORM, type Options } from '@mikro-orm/postgresql';
import type { Dialect } from 'kysely';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import ormConfig from '../../mikro-orm.config.ts';
import { ensureWritable } from '../data-dir.ts';
import { StartError } from '../start-error.ts';
import { ColumnsPlugin } from './columns-plugin.ts';
import { lockDirectory } from './directory-lock.ts';
import { openEmbedded } from './embedded.ts';
import { PreparingClient } from './preparing-client.ts';

/** Where the data lives: a PostgreSQL server, a directory of the embedded database, or (in tests) one given ready. */
export type DatabaseLocation = { url: string } | { dataDir: string } | { dialect: Dialect };

const connectOrm = (options: Pick<Options, 'clientUrl' | 'driverOptions' | 'dbName' | 'logger'>) =>
  MikroORM.init({ ...ormConfig, ...options, colors: false });

type Orm = Awaited<ReturnType<typeof connectOrm>>;

const typedKyselyOf = (em: Orm['em']) => em.getKysely({ columnNamingStrategy: 'property', convertValues: true });

/** SQL over the entities' tables, typed, with bound parameters: table names as in the database, columns by property name. */
export type Sql = ReturnType<typeof typedKyselyOf>;

export interface Database {
  /** For single statements outside a transaction. */
  readonly sql: Sql;
  /**
   * Runs `work` in one transaction. Inside, use only the `tx` it is given: the embedded database has one connection, and a query
   * beside the transaction would wait for it forever.
   */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Migrations that the database lacks: none, unless it was put back to an earlier state since the start. */
  pendingMigrations(): Promise<number>;
  /** The statements that would make the tables what the entities say; empty when they agree. */
  schemaDifference(): Promise<string>;
  close(): Promise<void>;
}

/** Any number does; the same for all instances on one database. */
const MIGRATION_LOCK = 7_306_021;

/** Opens the database and brings its tables up to date. */
export async function openDatabase(location: DatabaseLocation, log: Logger): Promise<Database> {
  if ('url' in location) return openServer(location.url, log);
  if ('dialect' in location) return openDialect(location.dialect, log);
  const directory = join(location.dataDir, 'database');
  ensureWritable(directory, location.dataDir);
  const unlock = lockDirectory(directory);
  try {
    const { dialect } = await openEmbedded({ directory });
    return await openDialect(dialect, log, unlock);
  } catch (cause) {
    unlock();
    throw new StartError(
      `Cannot open the database in "${directory}" (${reasonOf(cause)}): put a backup in its place, or set DATA_DIR to another directory.`,
      { cause },
    );
  }
}

async function openDialect(dialect: Dialect, log: Logger, unlock = () => {}): Promise<Database> {
  const orm = await connectOrm({ dbName: 'postgres', driverOptions: dialect, logger: (line) => log.debug(line) });
  try {
    await orm.migrator.up();
  } catch (error) {
    await orm.close();
    throw error;
  }
  return database(orm, unlock);
}

async function openServer(url: string, log: Logger): Promise<Database> {
  const orm = await connectOrm({
    clientUrl: url,
    dbName: decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres',
    driverOptions: { connectionTimeoutMillis: 10_000, Client: PreparingClient },
    logger: (line) => log.debug(line),
  });
  try {
    await migrateAlone(orm);
  } catch (cause) {
    await orm.close();
    throw unreachable(url, cause);
  }
  return database(orm);
}

/** Of several instances that start together one migrates, the others wait and find nothing left to do. */
async function migrateAlone(orm: Orm): Promise<void> {
  await orm.em
    .fork()
    .getKysely()
    .connection()
    .execute(async (connection) => {
      await sql`select pg_advisory_lock(${MIGRATION_LOCK})`.execute(connection);
      try {
        await orm.migrator.up();
      } finally {
        await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`.execute(connection);
      }
    });
}

function unreachable(url: string, cause: unknown): StartError {
  const { host, pathname } = new URL(url);
  return new StartError(
    `Cannot use the database at ${host}${pathname} (${reasonOf(cause)}): start it, or correct DATABASE_URL.`,
    { cause },
  );
}

/** The short reason inside an error of Node or the database: ECONNREFUSED, "password authentication failed", … */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return error.code;
  return error.message || error.name;
}

function database(orm: Orm, afterClose = () => {}): Database {
  const columns = new ColumnsPlugin(orm.getMetadata(), orm.em.getPlatform());
  // The types are those of MikroORM's plugin, which ours stands in for.
  const own = orm.em.fork().getKysely().withPlugin(columns) as unknown as Sql;
  return {
    sql: own,
    transaction: (work) => own.transaction().execute(work),
    ping: async () => {
      await sql`select 1`.execute(own);
    },
    pendingMigrations: async () => (await orm.migrator.getPending()).length,
    schemaDifference: () => orm.schema.getUpdateSchemaSQL(),
    close: async () => {
      try {
        await orm.close();
      } finally {
        afterClose();
      }
    },
  };
}
