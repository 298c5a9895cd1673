// The patterns of String.replaceAll and String.split. Only patterns that a single pass can match are
// taken: characters, escapes and classes, one after the other, or one of them repeated. So no request
// can make a template's pattern backtrack.

import type { Budget } from "./budget.ts";
import { TemplateError } from "./template-error.ts";

const ATOM = String.raw`(?:[^\\[\](){}.*+?^$|]|\\[^a-zA-Z0-9]|\\[nrtdDsSwW]|\[\^?(?:[^\\[\]]|\\.)+\]|\.)`;
const SIMPLE = new RegExp(`^(?:${ATOM}*|${ATOM}\\+)$`, "s");

interface Replacement {
  readonly by: string;
  readonly budget: Budget;
}

/** Every occurrence replaced, of a text that is no pattern. */
export function replaceText(text: string, from: string, { by, budget }: Replacement): string {
  if (from === "") throw new TemplateError("there is nothing to replace");
  return join(text.split(from), by, budget);
}

/** Every match replaced; `$` and `\` in the replacement have no meaning but their own. */
export function replacePattern(text: string, pattern: string, { by, budget }: Replacement): string {
  return join(text.split(compile(pattern)), by, budget);
}

/** Counts before the text is made: it may be as long as the product of both lengths. */
function join(parts: readonly string[], by: string, budget: Budget): string {
  budget.make((parts.length - 1) * by.length);
  return parts.join(by);
}

/** As Java: empty texts at the end are left out. */
export function splitPattern(text: string, pattern: string): readonly string[] {
  const parts = text.split(compile(pattern));
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts;
}

function compile(pattern: string): RegExp {
  if (pattern === "" || !SIMPLE.test(pattern)) {
    throw new TemplateError("this kind of pattern is not supported in templates");
  }
  return new RegExp(pattern);
}
