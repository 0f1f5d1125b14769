import { Client, type QueryConfig } from 'pg';
import { GroupedQuery } from './grouped-query.ts';
import { statementName } from './prepare.ts';

type Ask = (...args: unknown[]) => Promise<unknown>;
type Named = QueryConfig & { name: string };

const BEGIN: Named = { name: 'begin', text: 'begin', values: [] };
const COMMIT: Named = { name: 'commit', text: 'commit', values: [] };
const NO_ROWS = { command: '', rowCount: 0, rows: [] };

/**
 * A connection to PostgreSQL that keeps the statements made by `prepare`, each parsed and planned once, and that waits for the database
 * less often: what begins a transaction, and what `prepareWrite` made, is held back and travels with the next statement. If one of
 * those fails, the database skips the ones behind it, the commit included, and whoever waits for the last one hears of it.
 */
export class PreparingClient extends Client {
  readonly #ask: Ask = (...args) => (super.query as unknown as Ask).apply(this, args);
  /** The names that the connection has parsed for certain. */
  readonly #parsed = new Set<string>();
  #inTransaction = false;
  #held: Named[] = [];

  override query(...args: unknown[]): never {
    return this.#query(args) as never;
  }

  #query(args: unknown[]): Promise<unknown> {
    const [text, values] = args;
    if (text === 'begin') return this.#begin();
    if (text === 'commit') return this.#commit();
    if (text === 'rollback') return this.#rollback();
    const known = typeof text === 'string' ? statementName(text) : undefined;
    if (!known) return this.#held.length > 0 ? this.#sendHeld().then(() => this.#ask(...args)) : this.#ask(...args);
    const statement: Named = { name: known.name, text: text as string, values: values as unknown[] };
    if (known.isWrite && this.#inTransaction) return this.#hold(statement);
    // Of those that are never held nobody asks whether they are parsed.
    return known.isWrite || this.#held.length > 0 ? this.#send(statement) : this.#ask(statement);
  }

  #begin(): Promise<unknown> {
    this.#inTransaction = true;
    return this.#hold(BEGIN);
  }

  async #commit(): Promise<unknown> {
    this.#inTransaction = false;
    const isEmpty = this.#held.length === 1 && this.#held[0] === BEGIN;
    if (!isEmpty) return this.#send(COMMIT);
    this.#held = [];
    return NO_ROWS;
  }

  async #rollback(): Promise<unknown> {
    this.#inTransaction = false;
    const hasBegun = this.#held[0] !== BEGIN;
    this.#held = [];
    return hasBegun ? this.#ask('rollback') : NO_ROWS;
  }

  async #hold(statement: Named): Promise<unknown> {
    this.#held.push(statement);
    return NO_ROWS;
  }

  async #sendHeld(): Promise<void> {
    const last = this.#held.pop();
    if (last) await this.#send(last);
  }

  /** What is held goes first, and with it if the connection knows all of that. */
  async #send(last: Named): Promise<unknown> {
    const ahead = this.#held;
    this.#held = [];
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (ahead.length > 0 && ahead.every(({ name }) => this.#parsed.has(name))) {
      this.#ask(new GroupedQuery(ahead, last, (error, result) => (error ? reject(error) : resolve(result))));
      return promise;
    }
    for (const one of ahead) await this.#sendAlone(one);
    return this.#sendAlone(last);
  }

  async #sendAlone(statement: Named): Promise<unknown> {
    const result = await this.#ask(statement);
    this.#parsed.add(statement.name);
    return result;
  }
}
