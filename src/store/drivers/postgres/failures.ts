// What went wrong between here and PostgreSQL, as far as it matters for going on.
// https://www.postgresql.org/docs/current/errcodes-appendix.html

import { StoreError } from "../../store-error.ts";

/** What `orFail` makes of a guard that does not hold: no statement of ours divides otherwise. */
const UNHELD = "22012";
/**
 * The database gave the transaction up for the sake of another one: written again, it may succeed. So it
 * may where the mark of a commit could not be left, which takes another one then.
 */
const CONFLICTS = new Set(["40001", "40P01", "55P03", UNHELD]);

/**
 * The connection is of no more use, or the server behind it is not the one that takes writes: shutdown,
 * too many connections, a session that was ended, a server that has become a standby.
 */
const LOSSES = /^(?:08...|57P0[1235]|53300|25006|25P03)$/;
/** Timeouts, a full disk, no memory, a failing disk: not worth a second try at once, but later. */
const TROUBLES = /^(?:57014|53...|58...)$/;
/** What Node says of sockets and names. */
const SOCKET_LOSSES = /^(?:E(?:CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN)|ENOTFOUND)$/;
/** What node-pg says by itself, without a code. */
const DRIVER_LOSSES = /^(?:Connection terminated|Query read timeout|timeout e|Client (?:has|was))/;

export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(codeOf(error));
}

/** Another connection, or the same thing a little later, may do. */
export function isLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== "") return LOSSES.test(code) || SOCKET_LOSSES.test(code);
  return error instanceof Error && DRIVER_LOSSES.test(error.message);
}

/** A guard did not hold. */
export function isUnheld(error: unknown): boolean {
  return codeOf(error) === UNHELD;
}

/** What failed, in one line and without the values of the statement. */
export function storeError(verb: "read" | "write", error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  // The server quotes rows in members beside the message; these must not reach a log.
  const code = codeOf(error);
  return new StoreError(`cannot ${verb} the database: ${reasonOf(error)}${code && ` (${code})`}`, {
    isUnavailable: isLoss(error) || isConflict(error) || TROUBLES.test(code),
  });
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A name with several addresses fails with one error for each.
  const errors = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const message = errors.length > 0 ? errors.map(reasonOf).join("; ") : error.message;
  return message.replace(/\s+/g, " ");
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
