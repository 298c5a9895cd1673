const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["'", "\\'"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["/", "\\/"],
  ["\b", "\\b"],
  ["\n", "\\n"],
  ["\t", "\\t"],
  ["\f", "\\f"],
  ["\r", "\\r"],
]);

/**
 * As StringEscapeUtils of Apache Commons, which API Gateway uses. The single quote comes out as `\'`,
 * which is no JSON; AWS leaves it to templates to undo that.
 */
export function escapeJavaScript(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped.
  return text.replace(/['"\\/\x00-\x1f\x7f-\uffff]/g, (character) => {
    const hex = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return ESCAPES.get(character) ?? `\\u${hex}`;
  });
}
