import type { Compilable, CompiledQuery } from 'kysely';
import type { Sql } from './orm.ts';

/** Stands in a statement for a value that is given each time. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A statement that is put together once and run often: for the few that nearly every request makes, where building one takes as long
 * as running it. `value('id')` in it stands for what is given as `{ id }`.
 */
export function prepare<Values extends Record<string, unknown>>() {
  return <Row>(
    build: (from: Sql, value: <K extends keyof Values & string>(name: K) => Values[K]) => Compilable<Row>,
  ) => {
    let compiled: CompiledQuery<Row> | undefined;
    const value = <K extends keyof Values & string>(name: K) => new Placeholder(name) as unknown as Values[K];

    return async (db: Sql, values: Values): Promise<Row[]> => {
      compiled ??= build(db, value).compile();
      const parameters = compiled.parameters.map((one) => (one instanceof Placeholder ? values[one.name] : one));
      const query: CompiledQuery<Row> = { ...compiled, parameters };
      return (await db.executeQuery(query)).rows;
    };
  };
}
