// The fields of each state type in JSONPath mode.
// https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html

import { checkAssign } from "./check-assign.ts";
import { checkChoices } from "./check-choice-rule.ts";
import type { Shape } from "./check-fields.ts";
import { checkCatch, checkRetry } from "./check-retry.ts";
import { checkCredentials, checkTemplate } from "./check-template.ts";
import {
  checkAnything,
  checkInteger,
  checkPath,
  checkReferenceOrCall,
  checkReferencePath,
  checkResource,
  checkResultPath,
  checkString,
  checkTimestamp,
  orNull,
} from "./check-value.ts";
import {
  COMMON,
  checkActivity,
  checkHeartbeat,
  checkNextOrEnd,
  SECONDS_MAX,
  TIMERS,
  TRANSITION,
} from "./fields.ts";

const INPUT_OUTPUT = { InputPath: orNull(checkPath), OutputPath: orNull(checkPath) };

const pass: Shape = {
  fields: {
    ...COMMON,
    ...INPUT_OUTPUT,
    ...TRANSITION,
    Assign: checkAssign,
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
    Assign: checkAssign,
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
  rules: [checkNextOrEnd, checkHeartbeat, checkActivity],
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
    Assign: checkAssign,
    Seconds: checkInteger(0, SECONDS_MAX),
    SecondsPath: checkReferencePath,
    Timestamp: checkTimestamp,
    TimestampPath: checkReferencePath,
  },
  exactlyOneOf: [TIMERS],
  rules: [checkNextOrEnd],
};

const choice: Shape = {
  fields: {
    ...COMMON,
    ...INPUT_OUTPUT,
    Assign: checkAssign,
    Choices: checkChoices,
    Default: checkString,
  },
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

export const JSONPATH_SHAPES: ReadonlyMap<string, Shape> = new Map([
  ["Task", task],
  ["Pass", pass],
  ["Choice", choice],
  ["Wait", wait],
  ["Succeed", succeed],
  ["Fail", fail],
]);
