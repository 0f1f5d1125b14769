import type { Compilable, CompiledQuery } from 'kysely';
import type { Database, Sql } from './orm.ts';

/** Stands in a statement for a value that is given each time. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A statement that is put together once and run often: for the few that nearly every request makes, where building one takes as long
 * as running it. `value('id')` in it stands for what is given as `{ id }`. Runs by itself, or within a transaction.
 */
export function prepare<Values extends Record<string, unknown>>() {
  return <Row>(
    db: Database,
    build: (from: Sql, value: <K extends keyof Values & string>(name: K) => Values[K]) => Compilable<Row>,
  ) => {
    let compiled: CompiledQuery<Row> | undefined;
    const value = <K extends keyof Values & string>(name: K) => new Placeholder(name) as unknown as Values[K];

    return async (values: Values, within: Sql = db.sql): Promise<Row[]> => {
      compiled ??= build(db.sql, value).compile();
      const parameters = compiled.parameters.map((one) => (one instanceof Placeholder ? values[one.name] : one));
      const query: CompiledQuery<Row> = { ...compiled, parameters };
      return (await within.executeQuery(query)).rows;
    };
  };
}
