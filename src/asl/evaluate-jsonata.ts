// JSONata in definitions: templates in which strings `{% … %}` are expressions, and fields that need a
// value of one type. There is no input document: an expression sees `$states` and the variables.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html

import { BugError, defined } from "../base/assert.ts";
import type { Instant } from "../base/instant.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, setOwn } from "../base/json.ts";
import type { Random } from "../base/random.ts";
import { EvaluationError } from "./failure.ts";
import { type Expression, parseExpression } from "./jsonata/parse-expression.ts";
import { runInSandbox, type SandboxProblem } from "./jsonata/sandbox.ts";

/** All that an expression can see. */
export interface JsonataBindings {
  readonly states: {
    readonly input: Json;
    /** Where a result is at hand. */
    readonly result?: Json;
    /** In a catcher: `{ Error, Cause }`. */
    readonly errorOutput?: Json;
    /** The context object. Read only when an expression asks for it. */
    readonly context: JsonObject;
  };
  /** Each is `$name`. */
  readonly variables: JsonObject;
  /** The time of `$now()` and `$millis()`. */
  readonly at: Instant;
  /** Where `$random()`, `$uuid()` and `$shuffle()` draw from. */
  readonly random: Random;
  /** Awaited before each evaluation, which may take as long as a second. */
  readonly rest?: () => Promise<void> | undefined;
}

/** An expression that gives no value of use, shown as event `EvaluationFailed`. */
export class QueryEvaluationError extends EvaluationError {
  /** `Output/result`; absent where AWS names none. */
  readonly location: string | undefined;

  constructor(cause: string, location?: string) {
    super("States.QueryEvaluationError", cause);
    this.location = location;
  }
}

export function isExpression(text: string): boolean {
  return text.length >= 4 && text.startsWith("{%") && text.endsWith("%}");
}

/**
 * Puts values in place of the expressions of a template.
 * @param field where the template stands (`Output`), for the words and the location of an error
 */
export async function evaluateJsonata(
  template: Json,
  bindings: JsonataBindings,
  field: string,
): Promise<Json> {
  const found = listExpressions(template, field);
  if (found.length === 0) return template;
  const rest = bindings.rest?.();
  if (rest) await rest;
  const values = evaluateAll(found, bindings)[Symbol.iterator]();
  return replaceExpressions(template, () => values.next().value as Json);
}

/** A list, also where it stands in the definition itself. */
export const evaluateArray = typed("array", isJsonArray);
export const evaluateBoolean = typed("boolean", (value) => typeof value === "boolean");
export const evaluateNumber = typed("number", (value) => typeof value === "number");
export const evaluateString = typed("string", (value) => typeof value === "string");
/** A whole number within the range that JavaScript counts exactly in. */
export const evaluateInteger = typed("integer", (value): value is number =>
  Number.isSafeInteger(value),
);

type Evaluate<T> = (template: Json, bindings: JsonataBindings, field: string) => Promise<T>;

function typed<T extends Json>(type: string, is: (value: Json) => value is T): Evaluate<T> {
  return async (template, bindings, field) => {
    const value = await evaluateJsonata(template, bindings, field);
    if (is(value)) return value;
    const actual = value === null ? "null" : isJsonArray(value) ? "array" : typeof value;
    const problem =
      `returned an unexpected result type. Expected '${type}', but was '${actual}' ` +
      `for value: ${JSON.stringify(value)}`;
    throw failure({ text: textOf(template), field }, problem);
  };
}

interface Placed {
  readonly expression: Expression;
  /** `Output/list[0]` */
  readonly field: string;
}

function listExpressions(template: Json, field: string): readonly Placed[] {
  if (typeof template === "string" && isExpression(template)) {
    return [{ expression: parseChecked(template), field }];
  }
  if (isJsonArray(template)) {
    return template.flatMap((item, index) => listExpressions(item, `${field}[${index}]`));
  }
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([key, member]) =>
    listExpressions(member, `${field}/${key}`),
  );
}

/** In the order of {@link listExpressions}. */
function replaceExpressions(template: Json, next: () => Json): Json {
  if (typeof template === "string" && isExpression(template)) return next();
  if (isJsonArray(template)) return template.map((item) => replaceExpressions(item, next));
  if (!isJsonObject(template)) return template;
  const result: Record<string, Json> = {};
  for (const [key, member] of Object.entries(template)) {
    setOwn(result, key, replaceExpressions(member, next));
  }
  return result;
}

function parseChecked(marked: string): Expression {
  const parsed = parseExpression(marked);
  if ("problem" in parsed) throw new BugError(`a valid expression: ${marked}`);
  return parsed;
}

function textOf(template: Json): string {
  if (typeof template !== "string") return JSON.stringify(template);
  return isExpression(template) ? parseChecked(template).text : template;
}

function evaluateAll(placed: readonly Placed[], bindings: JsonataBindings): readonly Json[] {
  const expressions = placed.map(({ expression }) => expression);
  const answer = runInSandbox(
    {
      at: bindings.at,
      expressions: expressions.map(({ text }) => text),
      states: referredStates(expressions, bindings.states),
      variables: referredVariables(expressions, bindings.variables),
    },
    bindings.random,
  );
  if (answer.kind === "values") return answer.values;
  const { expression, field } = defined(placed[answer.at], "the expression that failed");
  throw failure({ text: expression.text, field }, problemOf(answer));
}

function problemOf(problem: SandboxProblem): string {
  switch (problem.kind) {
    case "nothing":
      return "returned nothing (undefined).";
    case "unsupported":
      return "returned an unsupported result type.";
    case "error":
      return `threw an error during evaluation. ${problem.message}`;
  }
}

function failure(
  { text, field }: { readonly text: string; readonly field: string },
  problem: string,
): QueryEvaluationError {
  const cause = `The JSONata expression '${text}' specified for the field '${field}' ${problem}`;
  return new QueryEvaluationError(cause, field);
}

/** Only what is asked for: all is sent as text, for each item of a Map anew. */
function referredStates(
  expressions: readonly Expression[],
  states: JsonataBindings["states"],
): JsonObject {
  const paths = expressions.flatMap((expression) => expression.paths);
  return paths.length === 0 ? {} : (project(states as JsonObject, paths) as JsonObject);
}

/** What the paths lead to, where it stands; of anything but objects all. */
function project(value: Json, paths: readonly (readonly string[])[]): Json {
  if (!isJsonObject(value) || paths.some(({ length }) => length === 0)) return value;
  const result: Record<string, Json> = {};
  for (const name of new Set(paths.map(([first = ""]) => first))) {
    if (!Object.hasOwn(value, name)) continue;
    const rest = paths.filter(([first]) => first === name).map((path) => path.slice(1));
    const member = value[name];
    if (member !== undefined) setOwn(result, name, project(member, rest));
  }
  return result;
}

function referredVariables(expressions: readonly Expression[], variables: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) =>
      expressions.some((expression) => expression.variables.has(name)),
    ),
  );
}
