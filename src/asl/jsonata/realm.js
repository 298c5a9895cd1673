// The inside of the sandbox: a script (not a module) that a realm of its own runs before the library
// `jsonata`, which is synchronous there. Nothing of the server exists here; texts come in and go out, and the few functions of
// `host` take and give texts and numbers. It bounds what an expression may hold, since the time limit
// from outside does not: a second is long enough to fill the memory.
// https://docs.jsonata.org/overview

/** Characters of one string. */
const TEXT_MAX = 2 ** 21;
const ITEMS_MAX = 1_000_000;
/** Values within values, counted as often as they can be reached. */
const VALUES_MAX = 4_000_000;
/** Words that all the arrays and long strings of one expression take up. */
const WORDS_MAX = 32_000_000;
const CHARACTERS_PER_WORD = 16;
/** Strings up to this long are not worth counting. */
const SHORT_TEXT = 4096;
const OUTPUT_DEPTH_MAX = 1000;
/** Compiled expressions that are kept, and the longest of them. */
const CACHE_MAX = 1000;
const CACHED_TEXT_MAX = 8192;

const OUT_OF_MEMORY = "Expression evaluation memory limit exceeded";
const OUT_OF_STACK = "Stack overflow error";

let host;
let now = 0;
let words = 0;
let sizes = new WeakMap();
const compiled = new Map();

// The clock and the dice of the library are those of the execution.
const PlatformDate = globalThis.Date;
globalThis.Date = class extends PlatformDate {
  constructor(...parts) {
    if (parts.length === 0) super(now);
    else super(...parts);
  }
  static now() {
    return now;
  }
};
Math.random = () => host.random();

// The library looks names up without asking whether the object itself has them. What it does not need
// itself goes, and with it `__proto__` as anything but an ordinary key.
for (const name of Object.getOwnPropertyNames(Object.prototype)) {
  if (!["hasOwnProperty", "isPrototypeOf", "toString"].includes(name)) {
    delete Object.prototype[name];
  }
}

class UnsupportedResult extends Error {}

function compile(text) {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const expression = globalThis.jsonata(text);
  expression.assign(Symbol.for("jsonata.__evaluate_exit"), weighResult);
  expression.assign("eval", undefined);
  for (const [name, [implementation, signature]] of Object.entries(FUNCTIONS)) {
    expression.registerFunction(name, implementation, signature);
  }
  if (text.length > CACHED_TEXT_MAX) return expression;
  if (compiled.size >= CACHE_MAX) compiled.clear();
  compiled.set(text, expression);
  return expression;
}

function weighResult(node, _input, _environment, result) {
  if (typeof result === "string") weighText(node, result);
  else if (typeof result === "object" && result !== null) weighValues(result);
}

function weighText(node, text) {
  if (text.length > TEXT_MAX) throw new Error(OUT_OF_MEMORY);
  const isNew = node.type === "function" || node.type === "apply" || node.type === "binary";
  if (isNew && text.length > SHORT_TEXT) weigh(text.length / CHARACTERS_PER_WORD);
}

function weighValues(value) {
  if (Array.isArray(value)) {
    if (value.length > ITEMS_MAX) throw new Error(OUT_OF_MEMORY);
    weigh(value.length);
  }
  if (sizeOf(value) > VALUES_MAX) throw new Error(OUT_OF_MEMORY);
}

function weigh(count) {
  words += count;
  if (words > WORDS_MAX) throw new Error(OUT_OF_MEMORY);
}

function sizeOf(value) {
  if (typeof value === "string") return 1 + value.length / CHARACTERS_PER_WORD;
  if (typeof value !== "object" || value === null || isFunction(value)) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  // Also what stops at a value that contains itself.
  sizes.set(value, 1);
  let size = 1;
  for (const item of Array.isArray(value) ? value : Object.values(value)) size += sizeOf(item);
  sizes.set(value, size);
  return size;
}

function isFunction(value) {
  return (
    typeof value === "function" ||
    value._jsonata_lambda === true ||
    value._jsonata_function === true
  );
}

/** What Step Functions adds, and what would take memory before anything could be weighed. */
const FUNCTIONS = {
  partition: [partition, "<an:a>"],
  range: [range, "<nnn:a<n>>"],
  hash: [hash, "<ss:s>"],
  random: [(seed) => host.random(seed), "<n?:n>"],
  uuid: [() => host.uuid(), "<:s>"],
  parse: [parse, "<s:x>"],
  base64encode: [(text) => mapDefined(text, host.base64Encode), "<s-:s>"],
  base64decode: [(text) => mapDefined(text, host.base64Decode), "<s-:s>"],
  pad: [pad, "<s-ns?:s>"],
  join: [join, "<a<s>s?:s>"],
};

function mapDefined(value, map) {
  return value === undefined ? undefined : map(value);
}

function partition(items, size) {
  if (items === undefined || size === undefined) return undefined;
  const length = Math.floor(size);
  if (!(length >= 1)) throw new Error("The chunk size must be positive");
  const chunks = [];
  for (let from = 0; from < items.length; from += length) {
    chunks.push(items.slice(from, from + length));
  }
  return chunks;
}

function range(first, last, step) {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  const [from, to, by] = [first, last, step].map(Math.floor);
  if (by === 0) throw new Error("The step must not be zero");
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (!(length <= ITEMS_MAX)) throw new Error(OUT_OF_MEMORY);
  const items = Array.from({ length }, (_, index) => from + index * by);
  // AWS: a range of one item is that item, as everywhere in JSONata.
  items.sequence = true;
  return items;
}

function hash(text, algorithm) {
  if (text === undefined || algorithm === undefined) return undefined;
  const digest = host.hash(text, algorithm);
  if (digest === undefined) throw new Error(`Unsupported hash algorithm: ${algorithm}`);
  return digest;
}

function parse(text) {
  return mapDefined(text, JSON.parse);
}

function pad(text, width, padding) {
  if (text === undefined) return undefined;
  if (Math.abs(width) > TEXT_MAX) throw new Error(OUT_OF_MEMORY);
  const characters = [...text];
  const missing = Math.floor(Math.abs(width)) - characters.length;
  if (!(missing > 0)) return text;
  const filling = [...(padding || " ")];
  const count = Math.ceil(missing / filling.length);
  const added = filling.join("").repeat(count);
  const trimmed = [...added].slice(0, missing).join("");
  return width > 0 ? text + trimmed : trimmed + text;
}

function join(texts, separator = "") {
  if (texts === undefined) return undefined;
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  if (length > TEXT_MAX) throw new Error(OUT_OF_MEMORY);
  return texts.join(separator);
}

/** As JSON text, with what only JSONata has left out or refused. */
function encode(value, level = 0) {
  if (level > OUTPUT_DEPTH_MAX) throw new Error(OUT_OF_MEMORY);
  const isJson =
    typeof value !== "function" && (typeof value !== "number" || Number.isFinite(value));
  if (!isJson) throw new UnsupportedResult();
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (isFunction(value)) throw new UnsupportedResult();
  if (Array.isArray(value)) return `[${value.map((item) => encode(item, level + 1)).join(",")}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}:${encode(member, level + 1)}`);
  return `{${members.join(",")}}`;
}

function describe(error) {
  if (error instanceof UnsupportedResult) return { kind: "unsupported" };
  const message = typeof error?.message === "string" ? error.message : "Evaluation failed";
  // What ran out of the platform's limits ran out of these.
  if (message.startsWith("Maximum call stack")) return { kind: "error", message: OUT_OF_STACK };
  if (message.startsWith("Invalid string length")) return { kind: "error", message: OUT_OF_MEMORY };
  return { kind: "error", message: error.code ? `${error.code}: ${message}` : message };
}

function evaluateAll({ at, expressions, states, variables }) {
  now = at;
  const bindings = { ...variables, states };
  const values = [];
  for (const text of expressions) {
    globalThis.evaluating = values.length;
    [words, sizes] = [0, new WeakMap()];
    const value = compile(text).evaluate(undefined, bindings);
    if (value === undefined) return '{"kind":"nothing"}';
    values.push(encode(value));
  }
  return `{"kind":"values","values":[${values.join(",")}]}`;
}

globalThis.install = (functions) => {
  host = functions;
};

globalThis.run = () => {
  try {
    globalThis.answer = evaluateAll(JSON.parse(globalThis.request));
  } catch (error) {
    globalThis.answer = JSON.stringify(describe(error));
  }
};
