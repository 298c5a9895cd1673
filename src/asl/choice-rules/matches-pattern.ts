// StringMatches: `*` stands for any text, `\*` and `\\` for themselves. The time is linear in text
// and pattern together, whatever they hold: both may come from strangers.

/** Whether the whole text matches. */
export function matchesPattern(text: string, pattern: string): boolean {
  const [first = "", ...rest] = splitAtStars(pattern);
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  // Taking each piece where it first occurs leaves the most text to the pieces after it.
  let at = first.length;
  for (const piece of rest) {
    const found = indexOf(text, piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** The literal pieces between stars, unescaped. */
function splitAtStars(pattern: string): string[] {
  const pieces = [""];
  for (let at = 0; at < pattern.length; at++) {
    const next = pattern.charAt(at);
    const following = pattern.charAt(at + 1);
    if (next === "*") {
      pieces.push("");
      continue;
    }
    const isEscape = next === "\\" && (following === "*" || following === "\\");
    if (isEscape) at++;
    pieces[pieces.length - 1] += isEscape ? following : next;
  }
  return pieces;
}

/** Like `String.indexOf` but never quadratic (Knuth, Morris, Pratt). */
function indexOf(text: string, piece: string, from: number): number {
  if (piece === "") return from;
  const borders = bordersOf(piece);
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    matched = extend(piece, borders, matched, text.charCodeAt(at));
    if (matched === piece.length) return at - matched + 1;
  }
  return -1;
}

/** For each prefix, the length of its longest proper prefix that is also its suffix. */
function bordersOf(piece: string): Uint32Array {
  const borders = new Uint32Array(piece.length);
  for (let at = 1; at < piece.length; at++) {
    borders[at] = extend(piece, borders, borders[at - 1] ?? 0, piece.charCodeAt(at));
  }
  return borders;
}

/** How much of the piece is matched after one more character. */
function extend(piece: string, borders: Uint32Array, matched: number, code: number): number {
  let length = matched;
  while (length > 0 && piece.charCodeAt(length) !== code) length = borders[length - 1] ?? 0;
  return piece.charCodeAt(length) === code ? length + 1 : 0;
}
