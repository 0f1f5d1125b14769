import {
  type Compilable,
  type CompiledQuery,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type ValueNode,
} from 'kysely';
import type { Sql } from './orm.ts';

/** Stands in a statement for a value that is given each time. */
export class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What is the same each time is written into the statement, for the database to plan with. */
class ConstantsInPlace extends OperationNodeTransformer implements KyselyPlugin {
  transformQuery = ({ node, queryId }: PluginTransformQueryArgs) => this.transformNode(node, queryId);
  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => result;

  protected override transformValue(node: ValueNode): ValueNode {
    return node.value instanceof Placeholder ? node : { ...node, immediate: true };
  }
}

const constantsInPlace = new ConstantsInPlace();

/** How a connection to PostgreSQL knows a statement. */
interface Name {
  name: string;
  /** Nobody waits for what it answers. */
  isWrite: boolean;
}

const names = new Map<string, Name>();

/** Under which name a connection to PostgreSQL keeps that statement; undefined for one that is not prepared. */
export const statementName = (text: string): Name | undefined => names.get(text);

type Value<Values> = <K extends keyof Values & string>(name: K) => Values[K];
type Build<Values, Row> = (from: Sql, value: Value<Values>) => Compilable<Row>;

function statement<Values extends Record<string, unknown>, Row>(build: Build<Values, Row>, isWrite: boolean) {
  let compiled: CompiledQuery<Row> | undefined;
  const value: Value<Values> = (name) => new Placeholder(name) as never;

  return async (db: Sql, values: Values): Promise<Row[]> => {
    if (!compiled) {
      compiled = build(db.withPlugin(constantsInPlace), value).compile();
      if (!names.has(compiled.sql)) names.set(compiled.sql, { name: `prepared_${names.size + 1}`, isWrite });
    }
    const parameters = compiled.parameters.map((one) => (one instanceof Placeholder ? values[one.name] : one));
    const query: CompiledQuery<Row> = { ...compiled, parameters };
    return (await db.executeQuery(query)).rows;
  };
}

/**
 * A statement that is put together once and run often: for those of nearly every request, where building one takes as long as running
 * it. The database parses and plans it once per connection. `value('id')` in it stands for what is given as `{ id }`.
 */
export function prepare<Values extends Record<string, unknown>>() {
  return <Row>(build: Build<Values, Row>) => statement(build, false);
}

/**
 * The same for a change that gives back no rows. Within a transaction it may travel with the next statement, at the latest with the
 * commit, which saves waiting for the database: so does its failure, and the transaction is undone all the same.
 */
export function prepareWrite<Values extends Record<string, unknown>>() {
  return (build: Build<Values, unknown>) => {
    const run = statement(build, true);
    return async (db: Sql, values: Values): Promise<void> => {
      await run(db, values);
    };
  };
}
