import type { DatabaseSync } from "node:sqlite";
import type { Statement, StatementUnit } from "../../database.ts";
import type { Prepare } from "./connection.ts";

export type Writing = Pick<StatementUnit, "guards" | "statements">;

/**
 * Writes units in order in one transaction of its own. The answer tells for each whether its guards held and
 * thus whether it was written.
 * @throws whatever SQLite says of anything but a guard; then nothing is written.
 */
export function writeUnits(
  connection: DatabaseSync,
  prepare: Prepare,
  units: Iterable<Writing>,
): boolean[] {
  connection.exec("begin immediate");
  try {
    const isWritten = Array.from(units, (unit) => writeUnit(connection, prepare, unit));
    connection.exec("commit");
    return isWritten;
  } catch (error) {
    // Some errors (a full disk) have ended the transaction already.
    if (connection.isTransaction) connection.exec("rollback");
    throw error;
  }
}

function writeUnit(
  connection: DatabaseSync,
  prepare: Prepare,
  { guards, statements }: Writing,
): boolean {
  const hold = (guard: Statement) => execute(prepare, guard) === 1;
  // A single guard that does not hold has written nothing that would have to be taken back.
  const isHeld = guards.length > 1 ? holdAll(connection, guards, hold) : guards.every(hold);
  if (isHeld) for (const statement of statements) execute(prepare, statement);
  return isHeld;
}

function holdAll(
  connection: DatabaseSync,
  guards: readonly Statement[],
  hold: (guard: Statement) => boolean,
): boolean {
  connection.exec("savepoint unit");
  const isHeld = guards.every(hold);
  connection.exec(isHeld ? "release unit" : "rollback to unit; release unit");
  return isHeld;
}

/** Answers the number of rows changed. */
function execute(prepare: Prepare, { sql, params }: Statement): number {
  return Number(prepare(sql).prepared.run(...params).changes);
}
