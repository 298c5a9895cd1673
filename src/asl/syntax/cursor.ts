// A place in a text that is being parsed, and the few moves that the parsers of this folder make.

export interface Cursor {
  readonly text: string;
  /** Index of the next character. */
  at: number;
}

/** Text that does not follow its grammar. It never leaves `asl/`. */
export class SyntaxProblem extends Error {
  override readonly name = "SyntaxProblem";
}

export function peek(cursor: Cursor): string {
  return cursor.text.charAt(cursor.at);
}

export function isAtEnd(cursor: Cursor): boolean {
  return cursor.at >= cursor.text.length;
}

/** Moves over `token` if it comes next. */
export function take(cursor: Cursor, token: string): boolean {
  if (!cursor.text.startsWith(token, cursor.at)) return false;
  cursor.at += token.length;
  return true;
}

export function expect(cursor: Cursor, token: string): void {
  if (!take(cursor, token)) fail(cursor, `expected '${token}'`);
}

export function skipBlanks(cursor: Cursor): void {
  while (/\s/.test(peek(cursor))) cursor.at++;
}

/** Moves over what a sticky pattern (`/…/y`) matches here and returns it. */
export function takeMatch(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text)?.[0];
  if (match !== undefined) cursor.at += match.length;
  return match;
}

export function fail(cursor: Cursor, problem: string): never {
  throw new SyntaxProblem(`${problem} at position ${cursor.at}`);
}
