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
const names = new Map<string, string>();

/** The name under which a connection to PostgreSQL keeps that statement; undefined for one that is not prepared. */
export const statementName = (text: string): string | undefined => names.get(text);

/**
 * A statement that is put together once and run often: for those of nearly every request, where building one takes as long as running
 * it. The database parses and plans it once per connection. `value('id')` in it stands for what is given as `{ id }`.
 */
export function prepare<Values extends Record<string, unknown>>() {
  return <Row>(
    build: (from: Sql, value: <K extends keyof Values & string>(name: K) => Values[K]) => Compilable<Row>,
  ) => {
    let compiled: CompiledQuery<Row> | undefined;
    const value = <K extends keyof Values & string>(name: K) => new Placeholder(name) as unknown as Values[K];

    return async (db: Sql, values: Values): Promise<Row[]> => {
      if (!compiled) {
        compiled = build(db.withPlugin(constantsInPlace), value).compile();
        if (!names.has(compiled.sql)) names.set(compiled.sql, `prepared_${names.size + 1}`);
      }
      const parameters = compiled.parameters.map((one) => (one instanceof Placeholder ? values[one.name] : one));
      const query: CompiledQuery<Row> = { ...compiled, parameters };
      return (await db.executeQuery(query)).rows;
    };
  };
}
