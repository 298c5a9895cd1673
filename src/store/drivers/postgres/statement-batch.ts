// Statements that go to the server as one message and come back as one. What lies between two Syncs is a
// transaction of its own, without a BEGIN and a COMMIT to be sent, answered and waited for.
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING

import pg from "pg";
import { type Client, type PreparedStatement, statementNames } from "./pool.ts";

/**
 * Runs statements as one transaction. What they answer is not looked at.
 * @throws the first failure, and then none of it is stored.
 */
export function runBatch(client: Client, statements: readonly PreparedStatement[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.query(new StatementBatch(statements, (error) => (error ? reject(error) : resolve())));
  return promise;
}

/** Others than those that node-pg prepares by itself and keeps account of. */
const nameOf = statementNames("countersign_batch");

/** Names of what a connection has prepared. */
const preparedOn = new WeakMap<pg.Connection, Set<string>>();

/** A `pg.Query`, since node-pg takes nothing else where it does not wait for answers. */
class StatementBatch extends pg.Query {
  readonly #statements: readonly PreparedStatement[];
  #connection: pg.Connection | undefined;

  constructor(statements: readonly PreparedStatement[], done: (error: unknown) => void) {
    super("", (error) => {
      if (!error) this.#notePrepared();
      done(error);
    });
    this.#statements = statements;
  }

  override submit = (connection: pg.Connection): void => {
    this.#connection = connection;
    const prepared = preparedOn.get(connection);
    for (const { text, values } of this.#statements) {
      const statement = nameOf(text);
      if (!prepared?.has(statement)) prepare(connection, statement, text);
      connection.bind({ statement, values }, true);
      connection.execute(null, true);
    }
    connection.sync();
  };

  /** Nobody has asked for a description of the rows. */
  handleDataRow(): void {}

  /** One of them failed if not all have been prepared, and the next batch prepares all of them again. */
  #notePrepared(): void {
    if (!this.#connection) return;
    const prepared = preparedOn.get(this.#connection) ?? new Set();
    preparedOn.set(this.#connection, prepared);
    for (const { text } of this.#statements) prepared.add(nameOf(text));
  }
}

function prepare(connection: pg.Connection, name: string, text: string): void {
  // A batch that failed may have come as far as this.
  connection.close({ type: "S", name }, true);
  connection.parse({ name, text, types: [] }, true);
}
