// What a mistyped name in a definition probably was meant to be. It is worked out afterwards from the
// diagnostic and the definition, so that diagnostics stay as AWS words them.

import { isJsonObject, type Json } from "../base/json.ts";
import { suggest } from "../base/suggest.ts";
import { JSONATA_SHAPES } from "./checks/jsonata-shapes.ts";
import { JSONPATH_SHAPES } from "./checks/jsonpath-shapes.ts";
import { OPERATORS } from "./choice-rules/operators.ts";
import type {
  Branch,
  Catcher,
  Definition,
  ItemBatcher,
  ItemProcessor,
  ItemReader,
  ResultWriter,
  Retrier,
} from "./definition.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { findValue, type Path, resolveLocation } from "./resolve-location.ts";

/** The field, state or value that was meant; `undefined` where no name is close. */
export function suggestName(definition: Json, diagnostic: Diagnostic): string | undefined {
  const { message, location = "/" } = diagnostic;
  const path = resolveLocation(definition, location);
  const field = unknownField(diagnostic);
  if (field !== undefined) {
    const holder = findValue(definition, path);
    const present = isJsonObject(holder) ? Object.keys(holder) : [];
    const known = fieldsAt(definition, path).filter((name) => !present.includes(name));
    return closest(field, known);
  }
  const [, target] = /^Missing 'Next' target: (.*)$/s.exec(message) ?? [];
  if (target !== undefined) return closest(target, stateNamesAround(definition, path));
  const [, values] = /^Value should be one of the following: \[(.*)\]$/.exec(message) ?? [];
  const value = findValue(definition, path);
  return values !== undefined && typeof value === "string"
    ? closest(value, values.split(", "))
    : undefined;
}

/** The field that a diagnostic calls unknown. */
export function unknownField({ message }: Diagnostic): string | undefined {
  return /^Field '(.*)' is not supported$/s.exec(message)?.[1];
}

const LENGTH_DIFFERENCE_MAX = 2;

function closest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const similar = candidates.filter(
    ({ length }) => Math.abs(length - word.length) <= LENGTH_DIFFERENCE_MAX,
  );
  return similar.find((name) => name.toLowerCase() === lower) ?? suggest(word, similar);
}

/** Comparing takes time, and nobody has that many states by hand. */
const STATES_MAX = 1000;

/** The names in the innermost `States` around a place. */
function stateNamesAround(definition: Json, path: Path): readonly string[] {
  for (let length = path.length; length >= 0; length--) {
    const machine = findValue(definition, path.slice(0, length));
    const states = isJsonObject(machine) ? machine["States"] : undefined;
    if (isJsonObject(machine) && machine["StartAt"] !== undefined && isJsonObject(states)) {
      return Object.keys(states).slice(0, STATES_MAX);
    }
  }
  return [];
}

type Names<T> = readonly (keyof Required<T> & string)[];

const MACHINE: Names<Definition> = [
  "Comment",
  "QueryLanguage",
  "StartAt",
  "States",
  "TimeoutSeconds",
  "Version",
];

const BRANCH: Names<Branch> = ["Comment", "QueryLanguage", "StartAt", "States"];
const PROCESSOR: Names<ItemProcessor> = [...BRANCH, "ProcessorConfig"];

const RETRIER: Names<Retrier> = [
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
];

const CATCHER: Names<Catcher> = ["ErrorEquals", "Next", "ResultPath", "Output", "Assign"];

const RULE: readonly string[] = [
  ...["And", "Or", "Not", "Variable", "Next", "Condition", "Assign", "Output", "Comment"],
  ...OPERATORS.keys(),
];

const READER: Names<ItemReader> = ["Resource", "Parameters", "Arguments", "ReaderConfig"];

const READER_CONFIG: Names<NonNullable<ItemReader["ReaderConfig"]>> = [
  "InputType",
  "Transformation",
  "ManifestType",
  "CSVDelimiter",
  "CSVHeaderLocation",
  "CSVHeaders",
  "ItemsPointer",
  "MaxItems",
  "MaxItemsPath",
];

const BATCHER: Names<ItemBatcher> = [
  "BatchInput",
  "MaxItemsPerBatch",
  "MaxItemsPerBatchPath",
  "MaxInputBytesPerBatch",
  "MaxInputBytesPerBatchPath",
];

const WRITER: Names<ResultWriter> = ["Resource", "Parameters", "Arguments", "WriterConfig"];

/** By the field that holds the object, or the list of such objects. */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["Branches", BRANCH],
  ["ItemProcessor", PROCESSOR],
  ["Iterator", PROCESSOR],
  ["ProcessorConfig", ["Mode", "ExecutionType"]],
  ["Retry", RETRIER],
  ["Catch", CATCHER],
  ["Choices", RULE],
  ["And", RULE],
  ["Or", RULE],
  ["Not", RULE],
  ["ItemReader", READER],
  ["ReaderConfig", READER_CONFIG],
  ["ItemBatcher", BATCHER],
  ["ResultWriter", WRITER],
  ["WriterConfig", ["OutputType", "Transformation"]],
]);

function fieldsAt(definition: Json, path: Path): readonly string[] {
  if (path.length === 0) return MACHINE;
  if (path.at(-2) === "States") return fieldsOfState(definition, path);
  return FIELDS.get(String(path.findLast((step) => typeof step === "string"))) ?? [];
}

function fieldsOfState(definition: Json, path: Path): readonly string[] {
  const state = findValue(definition, path);
  const type = isJsonObject(state) ? state["Type"] : undefined;
  if (typeof type !== "string") return [];
  const shapes = languageAt(definition, path) === "JSONata" ? JSONATA_SHAPES : JSONPATH_SHAPES;
  return Object.keys(shapes.get(type)?.fields ?? {});
}

/** What the state says, or else the innermost machine around it. */
function languageAt(definition: Json, path: Path): Json | undefined {
  const around = path
    .map((_, index) => findValue(definition, path.slice(0, index)))
    .filter((holder) => isJsonObject(holder) && holder["StartAt"] !== undefined);
  return [...around, findValue(definition, path)]
    .map((holder) => (isJsonObject(holder) ? holder["QueryLanguage"] : undefined))
    .findLast((language) => language !== undefined);
}
