// The patterns of String.replaceAll and String.split. Only patterns that a single pass can match are
// taken: characters, escapes and classes, one after the other, or one of them repeated. So no request
// can make a template's pattern backtrack.

import { TemplateError } from "./template-value.ts";

const ATOM = String.raw`(?:[^\\[\](){}.*+?^$|]|\\[^a-zA-Z0-9]|\\[nrtdDsSwW]|\[\^?(?:[^\\[\]]|\\.)+\]|\.)`;
const SIMPLE = new RegExp(`^(?:${ATOM}*|${ATOM}\\+)$`, "s");

/** Every match replaced; `$` and `\` in the replacement have no meaning but their own. */
export function replacePattern(text: string, pattern: string, replacement: string): string {
  return text.replaceAll(compile(pattern), () => replacement);
}

/** As Java: empty texts at the end are left out. */
export function splitPattern(text: string, pattern: string): readonly string[] {
  const parts = text.split(compile(pattern));
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts;
}

function compile(pattern: string): RegExp {
  if (!SIMPLE.test(pattern)) {
    throw new TemplateError("this kind of pattern is not supported in templates");
  }
  return new RegExp(pattern, "g");
}
