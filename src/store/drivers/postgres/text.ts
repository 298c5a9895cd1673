// Texts that PostgreSQL cannot hold. A `text` there has no U+0000, so U+0001 begins an escape: "\1\1" is
// U+0000 and "\1\2" is U+0001 itself. Equal texts stay equal and keep their order.

const NUL = "\u0000";
const ESCAPE = "\u0001";

/** What is stored for a text. */
export function encodeText(text: string): string {
  if (!text.includes(NUL) && !text.includes(ESCAPE)) return text;
  return text.replaceAll(ESCAPE, "\u0001\u0002").replaceAll(NUL, "\u0001\u0001");
}

/** The text that was stored. */
export function decodeText(stored: string): string {
  if (!stored.includes(ESCAPE)) return stored;
  return stored.replaceAll("\u0001\u0001", NUL).replaceAll("\u0001\u0002", ESCAPE);
}
