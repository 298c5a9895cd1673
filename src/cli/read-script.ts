// The files of `countersign test`: what Task states are answered, and what is expected in the end.

import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { suggest } from "../base/suggest.ts";
import type { Script, ScriptedAnswer } from "../execution/play-machine.ts";
import { UsageError } from "./command.ts";

export interface Expectation {
  readonly status?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: Json;
  /** The names of the states, in the order they were entered. */
  readonly path?: readonly string[];
}

const ANSWER_KEYS = ["afterSeconds", "output", "error", "cause", "never"];
const EXPECTATION_KEYS = ["status", "error", "cause", "output", "path"];

/** @throws UsageError for a state that the machine does not have, or an answer that is none */
export function parseScript(json: Json, stateNames: readonly string[]): Script {
  if (!isJsonObject(json)) throw new UsageError("the mocks are no JSON object by state name");
  checkKeys(json, stateNames, "mocks: no such state");
  return Object.fromEntries(
    Object.entries(json).map(([name, answers]) => [
      name,
      (isJsonArray(answers) ? answers : [answers]).map((answer) => parseAnswer(name, answer)),
    ]),
  );
}

function parseAnswer(stateName: string, json: Json): ScriptedAnswer {
  const wrong = (what: string) => new UsageError(`mocks of "${stateName}": ${what}`);
  if (!isJsonObject(json)) throw wrong("an answer is an object with output, error or never");
  checkKeys(json, ANSWER_KEYS, `mocks of "${stateName}": no such key`);
  const { afterSeconds, output, error, cause, never } = json;
  if (afterSeconds !== undefined && !(typeof afterSeconds === "number" && afterSeconds >= 0)) {
    throw wrong("afterSeconds is a number from 0");
  }
  if (never !== undefined && never !== true) throw wrong("never is true or left out");
  for (const [key, value] of [
    ["error", error],
    ["cause", cause],
  ] as const) {
    if (value !== undefined && typeof value !== "string") throw wrong(`${key} is text`);
  }
  return {
    ...(typeof afterSeconds === "number" && { afterSeconds }),
    ...(output !== undefined && { output }),
    ...(typeof error === "string" && { error }),
    ...(typeof cause === "string" && { cause }),
    ...(never === true && { isNever: true }),
  };
}

/** @throws UsageError for keys that mean nothing */
export function parseExpectation(json: Json): Expectation {
  if (!isJsonObject(json)) throw new UsageError("the expectation is no JSON object");
  checkKeys(json, EXPECTATION_KEYS, "expectation: no such key");
  return json as Expectation;
}

function checkKeys(json: JsonObject, known: readonly string[], problem: string): void {
  for (const key of Object.keys(json)) {
    if (known.includes(key)) continue;
    const meant = suggest(key, known);
    throw new UsageError(
      `${problem} "${key}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
    );
  }
}
