// The fields of each state type in JSONPath mode.
// https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html

import type { JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { checkChoices } from "./check-choice-rule.ts";
import { checkExactlyOne, fieldLocation, type Shape } from "./check-fields.ts";
import { checkCatch, checkRetry } from "./check-retry.ts";
import { checkCredentials, checkTemplate } from "./check-template.ts";
import {
  checkAnything,
  checkBoolean,
  checkInteger,
  checkOneOf,
  checkPath,
  checkReferenceOrCall,
  checkReferencePath,
  checkResource,
  checkResultPath,
  checkString,
  checkTimestamp,
  orNull,
} from "./check-value.ts";
import { problem } from "./problem.ts";

/** AWS: nearly 100 million seconds, the longest that any field takes. */
const SECONDS_MAX = 99_999_999;

const COMMON = {
  Type: checkString,
  Comment: checkString,
  QueryLanguage: checkOneOf("JSONPath", "JSONata"),
};
const INPUT_OUTPUT = { InputPath: orNull(checkPath), OutputPath: orNull(checkPath) };
const TRANSITION = { Next: checkString, End: checkBoolean };

const pass: Shape = {
  fields: {
    ...COMMON,
    ...INPUT_OUTPUT,
    ...TRANSITION,
    Result: checkAnything,
    Parameters: checkTemplate,
    ResultPath: orNull(checkResultPath),
  },
  rules: [checkNextOrEnd],
};

const task: Shape = {
  fields: {
    ...COMMON,
    ...INPUT_OUTPUT,
    ...TRANSITION,
    Resource: checkResource,
    Parameters: checkTemplate,
    Credentials: checkCredentials,
    ResultSelector: checkTemplate,
    ResultPath: orNull(checkResultPath),
    TimeoutSeconds: checkInteger(1, SECONDS_MAX),
    TimeoutSecondsPath: checkReferencePath,
    HeartbeatSeconds: checkInteger(1, SECONDS_MAX),
    HeartbeatSecondsPath: checkReferencePath,
    Retry: checkRetry,
    Catch: checkCatch,
  },
  required: ["Resource"],
  rules: [checkNextOrEnd, checkHeartbeat],
  atMostOneOf: [
    ["TimeoutSeconds", "TimeoutSecondsPath"],
    ["HeartbeatSeconds", "HeartbeatSecondsPath"],
  ],
};

const wait: Shape = {
  fields: {
    ...COMMON,
    ...INPUT_OUTPUT,
    ...TRANSITION,
    Seconds: checkInteger(0, SECONDS_MAX),
    SecondsPath: checkReferencePath,
    Timestamp: checkTimestamp,
    TimestampPath: checkReferencePath,
  },
  exactlyOneOf: [["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]],
  rules: [checkNextOrEnd],
};

const choice: Shape = {
  fields: { ...COMMON, ...INPUT_OUTPUT, Choices: checkChoices, Default: checkString },
  required: ["Choices"],
};

const succeed: Shape = { fields: { ...COMMON, ...INPUT_OUTPUT } };

const fail: Shape = {
  fields: {
    ...COMMON,
    Error: checkString,
    ErrorPath: checkReferenceOrCall,
    Cause: checkString,
    CausePath: checkReferenceOrCall,
  },
  atMostOneOf: [
    ["Error", "ErrorPath"],
    ["Cause", "CausePath"],
  ],
};

export const STATE_SHAPES: ReadonlyMap<string, Shape> = new Map([
  ["Task", task],
  ["Pass", pass],
  ["Choice", choice],
  ["Wait", wait],
  ["Succeed", succeed],
  ["Fail", fail],
]);

/** `End: false` says nothing. */
function checkNextOrEnd(state: JsonObject, location: string): readonly Diagnostic[] {
  const { End: end, ...others } = state;
  return checkExactlyOne(end === false ? others : state, ["Next", "End"], location);
}

function checkHeartbeat(state: JsonObject, location: string): readonly Diagnostic[] {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout !== "number" || typeof heartbeat !== "number") return [];
  if (heartbeat < timeout) return [];
  const message = "HeartbeatSeconds must be smaller than TimeoutSeconds";
  return [problem(fieldLocation(location, "HeartbeatSeconds"), message)];
}
