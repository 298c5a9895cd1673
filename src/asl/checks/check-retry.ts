// Retry and Catch.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkAssign, checkJsonataAssign } from "./check-assign.ts";
import { checkQuery } from "./check-expression.ts";
import { checkShape, fieldLocation, pairUp, type Shape } from "./check-fields.ts";
import {
  all,
  type CheckValue,
  checkInteger,
  checkList,
  checkNumber,
  checkOneOf,
  checkRange,
  checkResultPath,
  checkString,
  orNull,
} from "./check-value.ts";
import { problem } from "./problem.ts";

const COUNT_MAX = 99_999_999;
/** AWS: 366 days. */
const DELAY_SECONDS_MAX = 31_622_400;

const retrier: Shape = {
  fields: {
    Comment: checkString,
    ErrorEquals: checkList(checkString),
    // AWS takes 0, although its guide asks for a positive number.
    IntervalSeconds: checkInteger(0, COUNT_MAX),
    MaxAttempts: checkInteger(0, COUNT_MAX),
    BackoffRate: all(checkNumber, checkRange("1.0", String(Number.MAX_VALUE))),
    MaxDelaySeconds: checkInteger(1, DELAY_SECONDS_MAX),
    JitterStrategy: checkOneOf("NONE", "FULL"),
  },
  required: ["ErrorEquals"],
};

const CATCHER = {
  Comment: checkString,
  ErrorEquals: checkList(checkString),
  Next: checkString,
};

const REQUIRED = ["ErrorEquals", "Next"];

const catcher = pairUp(
  {
    fields: { ...CATCHER, Assign: checkAssign, ResultPath: orNull(checkResultPath) },
    required: REQUIRED,
  },
  {
    fields: {
      ...CATCHER,
      Assign: checkJsonataAssign("errorOutput"),
      Output: checkQuery("errorOutput"),
    },
    required: REQUIRED,
  },
);

export const checkRetry = checkHandlers(retrier);
export const checkCatch = checkHandlers(catcher.JSONPath);
export const checkJsonataCatch = checkHandlers(catcher.JSONata);

function checkHandlers(shape: Shape): CheckValue {
  const checkEach = checkList(checkShape(shape));
  return (value, location) => {
    // AWS takes an empty list for none.
    if (isJsonArray(value) && value.length === 0) return [];
    return [...checkEach(value, location), ...checkCatchAll(value, location)];
  };
}

function checkCatchAll(value: Json, location: string): readonly Diagnostic[] {
  if (!isJsonArray(value)) return [];
  return value.flatMap((handler, index) => {
    const names = isJsonObject(handler) ? handler["ErrorEquals"] : undefined;
    if (!isJsonArray(names) || !names.includes("States.ALL")) return [];
    if (names.length === 1 && index === value.length - 1) return [];
    const place = fieldLocation(`${location}[${index}]`, "ErrorEquals");
    return [problem(place, "States.ALL must appear alone and at end of list")];
  });
}
