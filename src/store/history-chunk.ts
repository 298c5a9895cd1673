// The stored form of a history chunk. Events of one commit repeat their payloads (the output of a state
// is the input of the next), so a long string literal is kept once and its repetitions become `@n`, the
// n-th long literal before. JSON has no `@` outside of its strings, hence nothing needs escaping.

/** Shorter literals are left alone: names and types repeat too, but save little. */
const LONG = 48;

/** @param events JSON text. */
export function encodeHistoryChunk(events: string): string {
  const seen = new Map<string, number>();
  let encoded = "";
  let copied = 0;
  for (let start = events.indexOf('"'); start !== -1; ) {
    const end = endOfString(events, start);
    if (end - start >= LONG) {
      const literal = events.slice(start, end);
      const reference = seen.get(literal);
      if (reference === undefined) {
        seen.set(literal, seen.size);
      } else {
        encoded += `${events.slice(copied, start)}@${reference}`;
        copied = end;
      }
    }
    start = events.indexOf('"', end);
  }
  return encoded + events.slice(copied);
}

/** The exact text that was encoded. */
export function decodeHistoryChunk(encoded: string): string {
  if (!encoded.includes("@")) return encoded;
  const literals: string[] = [];
  let events = "";
  let copied = 0;
  for (const token of tokens(encoded)) {
    const text = encoded.slice(token.start, token.end);
    if (!text.startsWith("@")) {
      if (text.length >= LONG) literals.push(text);
      continue;
    }
    events += encoded.slice(copied, token.start) + (literals[Number(text.slice(1))] ?? "");
    copied = token.end;
  }
  return events + encoded.slice(copied);
}

/** The string literals and the references of an encoded chunk, in order. */
function* tokens(encoded: string): Generator<{ readonly start: number; readonly end: number }> {
  const next = /["@]/g;
  for (let match = next.exec(encoded); match !== null; match = next.exec(encoded)) {
    const start = match.index;
    const end = match[0] === '"' ? endOfString(encoded, start) : endOfDigits(encoded, start + 1);
    yield { start, end };
    next.lastIndex = end;
  }
}

/** One past the closing quote. A regular expression would overflow its stack on long literals. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 1;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return end;
}
