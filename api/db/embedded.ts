import { PGlite, types } from '@electric-sql/pglite';
import { createPostgreSqlTypeParsers } from '@mikro-orm/sql';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import array from 'postgres-array';
import { Fifo } from './fifo.ts';

/** Values come out as `pg` gives them, so that one set of code runs on both databases: int8 as text, times as MikroORM wants them. */
const PARSERS = {
  ...createPostgreSqlTypeParsers((text) => array.parse(text)),
  [types.INT8]: (text: string) => text,
};

/** PostgreSQL inside this process (PGlite). It has one connection: queries and transactions take turns. */
class EmbeddedConnection implements DatabaseConnection {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    // Without parameters `pg` speaks the simple protocol, which allows several statements: so do we.
    const results = parameters.length
      ? [await this.#pglite.query<R>(sql, [...parameters], { parsers: PARSERS })]
      : await this.#pglite.exec(sql, { parsers: PARSERS });
    const last = results.at(-1);
    return {
      rows: (last?.rows ?? []) as R[],
      numAffectedRows: BigInt(last?.affectedRows ?? 0),
    };
  }

  // biome-ignore lint/correctness/useYield: an interface we have to fill
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The embedded database does not stream.');
  }
}

class EmbeddedDriver implements Driver {
  readonly #pglite: PGlite;
  readonly #turns = new Fifo();
  readonly #release = new WeakMap<DatabaseConnection, () => void>();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  async init(): Promise<void> {
    await this.#pglite.waitReady;
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const release = await this.#turns.take();
    const connection = new EmbeddedConnection(this.#pglite);
    this.#release.set(connection, release);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : '';
    const mode = settings.accessMode ? ` ${settings.accessMode}` : '';
    await connection.executeQuery(CompiledQuery.raw(`start transaction${level}${mode}`));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint "${name}"`));
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to savepoint "${name}"`));
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release savepoint "${name}"`));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#release.get(connection)?.();
  }

  async destroy(): Promise<void> {
    const release = await this.#turns.take();
    if (!this.#pglite.closed) await this.#pglite.close();
    release();
  }
}

/** An embedded database that is ready: a Kysely dialect for the stock PostgreSQL driver. Destroying the driver closes it. */
export interface Embedded {
  dialect: Dialect;
  /** The whole database as a file, for `openEmbedded({ image })`. */
  dump(): Promise<Blob>;
}

/** Opens the database in `directory`, or one in memory that may start from an `image`. */
export async function openEmbedded(where: { directory: string } | { image?: Blob }): Promise<Embedded> {
  const pglite = await ('directory' in where
    ? PGlite.create(where.directory)
    : PGlite.create(where.image ? { loadDataDir: where.image } : {}));
  return {
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new EmbeddedDriver(pglite),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    dump: () => pglite.dumpDataDir('none'),
  };
}
