// Why a text is no JSON, in the words of Jackson, AWS's parser: people search for them. The platform's
// parser decides whether a text is JSON; this one only finds where it stops being one.

export interface JsonError {
  readonly message: string;
  /** Both counted from 1; the place right behind what is wrong. */
  readonly line: number;
  readonly column: number;
}

const VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

const EXPECTED = {
  value: `expected a valid value ${VALUE}`,
  "value or ]": `expected a valid value ${VALUE}`,
  key: "was expecting double-quote to start field name",
  "key or }": "was expecting double-quote to start field name",
  ":": "was expecting a colon to separate field name and value",
  ", or }": "was expecting comma to separate Object entries",
  ", or ]": "was expecting comma to separate Array entries",
  end: "Expected space separating root-level values",
} as const;

type Expected = keyof typeof EXPECTED;

interface Walk {
  readonly text: string;
  at: number;
  expected: Expected;
  readonly open: ("{" | "[")[];
}

const BLANKS = /[ \t\r\n]*/y;
const STRING_PART = /(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const WORD = /[\p{L}\p{N}_$]+/uy;

/** For a text that `JSON.parse` refuses. */
export function explainJsonError(text: string): JsonError {
  const walk: Walk = { text, at: 0, expected: "value", open: [] };
  for (;;) {
    take(walk, BLANKS);
    const message = walk.at >= text.length ? atEnd(walk) : step(walk);
    if (message !== undefined) return { message, ...placeOf(walk) };
  }
}

/** Moves over one token, or says why it cannot. */
function step(walk: Walk): string | undefined {
  const next = walk.text.charAt(walk.at);
  switch (walk.expected) {
    case ":":
      return next === ":" ? moveOn(walk, "value") : unexpected(walk);
    case "key or }":
      if (next === "}") return close(walk);
      return next === '"' ? string(walk, ":") : unexpected(walk);
    case "key":
      return next === '"' ? string(walk, ":") : unexpected(walk);
    case ", or }":
      if (next === ",") return moveOn(walk, "key");
      return next === "}" ? close(walk) : unexpected(walk);
    case ", or ]":
      if (next === ",") return moveOn(walk, "value");
      return next === "]" ? close(walk) : unexpected(walk);
    case "value or ]":
      return next === "]" ? close(walk) : value(walk, next);
    case "value":
      return value(walk, next);
    case "end":
      return unexpected(walk);
  }
}

function value(walk: Walk, next: string): string | undefined {
  if (next === "{" || next === "[") {
    walk.open.push(next);
    return moveOn(walk, next === "{" ? "key or }" : "value or ]");
  }
  if (next === '"') return string(walk, afterValue(walk));
  if (take(walk, NUMBER) !== "") return expect(walk, afterValue(walk));
  if (/[-\d]/.test(next)) return unexpectedInNumber(walk);
  const word = take(walk, WORD);
  if (["true", "false", "null"].includes(word)) return expect(walk, afterValue(walk));
  return word === ""
    ? unexpected(walk)
    : `Unrecognized token '${word.slice(0, 256)}': was expecting ${VALUE}`;
}

function string(walk: Walk, expected: Expected): string | undefined {
  walk.at++;
  take(walk, STRING_PART);
  const next = walk.text.charAt(walk.at);
  if (next === '"') return moveOn(walk, expected);
  if (next === "") {
    return "Unexpected end-of-input: was expecting closing quote for a string value";
  }
  walk.at++;
  if (next === "\\") return badEscape(walk);
  return (
    `Illegal unquoted character ((CTRL-CHAR, code ${next.charCodeAt(0)})): ` +
    "has to be escaped using backslash to be included in string value"
  );
}

function badEscape(walk: Walk): string {
  const escaped = takeCharacter(walk);
  return escaped === ""
    ? "Unexpected end-of-input in character escape sequence"
    : `Unrecognized character escape ${quote(escaped)}`;
}

function unexpectedInNumber(walk: Walk): string {
  if (take(walk, /-?0(?=\d)/y) !== "") return "Invalid numeric value: Leading zeroes not allowed";
  take(walk, /-?\d*/y);
  const next = takeCharacter(walk);
  if (next === "") return "Unexpected end-of-input in a Number value";
  return `Unexpected character (${quote(next)}) in numeric value`;
}

function unexpected(walk: Walk): string {
  return `Unexpected character (${quote(takeCharacter(walk))}): ${EXPECTED[walk.expected]}`;
}

function atEnd(walk: Walk): string {
  const open = walk.open.at(-1);
  if (open === undefined) return "No content to map due to end-of-input";
  return `Unexpected end-of-input: expected close marker for ${open === "{" ? "Object" : "Array"}`;
}

function close(walk: Walk): undefined {
  walk.open.pop();
  moveOn(walk, afterValue(walk));
}

function moveOn(walk: Walk, expected: Expected): undefined {
  walk.at++;
  walk.expected = expected;
}

function expect(walk: Walk, expected: Expected): undefined {
  walk.expected = expected;
}

function afterValue(walk: Walk): Expected {
  const open = walk.open.at(-1);
  if (open === undefined) return "end";
  return open === "{" ? ", or }" : ", or ]";
}

function take(walk: Walk, pattern: RegExp): string {
  pattern.lastIndex = walk.at;
  const match = pattern.exec(walk.text)?.[0] ?? "";
  walk.at += match.length;
  return match;
}

function takeCharacter(walk: Walk): string {
  const code = walk.text.codePointAt(walk.at);
  const character = code === undefined ? "" : String.fromCodePoint(code);
  walk.at += character.length;
  return character;
}

function quote(character: string): string {
  return `'${character}' (code ${character.codePointAt(0)})`;
}

function placeOf({ text, at }: Walk): { line: number; column: number } {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}
