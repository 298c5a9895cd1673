// Assertions are for bugs of this program, never for what callers or workflows do.

export class BugError extends Error {
  override readonly name = "BugError";
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}

/** Ends an exhaustive `switch`: the compiler refuses the call while a case is missing. */
export function unreachable(value: never): never {
  throw new BugError(`unexpected value: ${JSON.stringify(value)}`);
}

export function defined<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new BugError(`missing: ${what}`);
  return value;
}
