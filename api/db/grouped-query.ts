import { type Connection, Query, type QueryConfig } from 'pg';

/** What a connection of `pg` asks of a query, as far as it is of use here. */
interface Submitted {
  submit(connection: Connection): Error | null;
  handleCommandComplete(message: unknown, connection: Connection): void;
}

type Answer = (error: Error | null, result: unknown) => void;

const SubmittedQuery = Query as unknown as new (config: QueryConfig, answer: Answer) => Submitted;

/**
 * Several statements in one message to PostgreSQL and one back, with one Sync at their end: after one that fails those behind it are
 * skipped (PostgreSQL, "Pipelining" in 54.2). Those ahead of the last one have been parsed on the connection, have a name and give
 * no rows; the answer is the last one's.
 */
export class GroupedQuery extends SubmittedQuery {
  readonly #ahead: Submitted[];
  #done = 0;

  constructor(ahead: readonly QueryConfig[], last: QueryConfig, answer: Answer) {
    super(last, answer);
    this.#ahead = ahead.map((one) => new SubmittedQuery(one, () => {}));
  }

  override submit(connection: Connection): Error | null {
    const withoutSync: Connection = Object.create(connection, { sync: { value: () => {} } });
    connection.stream.cork();
    try {
      for (const one of this.#ahead) one.submit(withoutSync);
      return super.submit(connection);
    } finally {
      connection.stream.uncork();
    }
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#done < this.#ahead.length) this.#done += 1;
    else super.handleCommandComplete(message, connection);
  }
}
