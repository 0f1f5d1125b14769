import { Client } from 'pg';
import { statementName } from './prepare.ts';

/** A connection to PostgreSQL that keeps the statements made by `prepare`, each parsed and planned once. */
export class PreparingClient extends Client {
  override query(...args: unknown[]): never {
    const [text, values] = args;
    const name = typeof text === 'string' ? statementName(text) : undefined;
    const query = super.query as (...args: unknown[]) => never;
    return name === undefined ? query.apply(this, args) : query.call(this, { name, text, values });
  }
}
