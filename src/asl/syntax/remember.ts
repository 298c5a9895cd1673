import { SyntaxProblem } from "./cursor.ts";

/** Texts of paths and calls repeat from visit to visit; this many are kept parsed per grammar. */
const ENTRIES_MAX = 4096;
/** The default of what is too long to be kept. */
const CHARACTERS_MAX = 1024;

/**
 * A parser that remembers what it parsed. The answer is `undefined` where `parse` throws a
 * {@link SyntaxProblem}. The memory is bounded, since texts come from callers.
 * @param charactersMax longer texts are parsed each time
 */
export function rememberParsed<T extends object>(
  parse: (text: string) => T,
  charactersMax = CHARACTERS_MAX,
): (text: string) => T | undefined {
  const known = new Map<string, T | null>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found ?? undefined;
    const parsed = parseOrNull(parse, text);
    if (text.length > charactersMax) return parsed ?? undefined;
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
