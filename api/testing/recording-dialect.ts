import { createPostgreSqlTypeParsers } from '@mikro-orm/sql';
import { type Dialect, PostgresDialect, type PostgresPoolClient } from 'kysely';
import { Pool, TypeOverrides } from 'pg';
import array from 'postgres-array';

/** A statement as it went to the database. */
export interface Statement {
  sql: string;
  parameters: readonly unknown[];
}

/** PostgreSQL, with every statement told to `onStatement` before it runs. */
export function recordingDialect(url: string, onStatement: (statement: Statement) => void): Dialect {
  const types = new TypeOverrides();
  for (const [oid, parse] of Object.entries(createPostgreSqlTypeParsers((text) => array.parse(text)))) {
    types.setTypeParser(Number(oid), parse);
  }
  const pool = new Pool({ connectionString: url, types });
  // A connection that is still closing when its database is dropped says so.
  pool.on('error', () => {});
  const recorded = new WeakMap<object, PostgresPoolClient>();
  return new PostgresDialect({
    pool: {
      options: pool.options,
      end: () => pool.end(),
      async connect() {
        const client = await pool.connect();
        const known = recorded.get(client) ?? record(client, onStatement);
        recorded.set(client, known);
        return known;
      },
    },
  });
}

function record(client: PostgresPoolClient, onStatement: (statement: Statement) => void): PostgresPoolClient {
  const query = (sql: string, parameters: readonly unknown[]) => {
    onStatement({ sql, parameters });
    return client.query(sql, parameters);
  };
  return { query: query as PostgresPoolClient['query'], release: () => client.release() };
}
