import { SyntaxProblem } from "./cursor.ts";

/** Texts of paths and calls repeat from visit to visit; this many are kept parsed per grammar. */
const ENTRIES_MAX = 4096;
/** Longer texts are parsed each time, which bounds the memory together with the number of entries. */
const CHARACTERS_MAX = 1024;

/**
 * A parser that remembers what it parsed. The answer is `undefined` where `parse` throws a
 * {@link SyntaxProblem}. The memory is bounded, since texts come from callers.
 */
export function rememberParsed<T extends object>(
  parse: (text: string) => T,
): (text: string) => T | undefined {
  const known = new Map<string, T | null>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found ?? undefined;
    const parsed = parseOrNull(parse, text);
    if (text.length > CHARACTERS_MAX) return parsed ?? undefined;
    if (known.size >= ENTRIES_MAX) known.clear();
    known.set(text, parsed);
    return parsed ?? undefined;
  };
}

function parseOrNull<T>(parse: (text: string) => T, text: string): T | null {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SyntaxProblem) return null;
    throw error;
  }
}
