// The fields of each state type in JSONata mode.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html

import { checkJsonataAssign } from "./check-assign.ts";
import { checkConditions } from "./check-choice-rule.ts";
import { checkOrExpression, checkQuery } from "./check-expression.ts";
import type { Shape } from "./check-fields.ts";
import { checkJsonataCatch, checkRetry } from "./check-retry.ts";
import { checkRole } from "./check-template.ts";
import {
  all,
  checkInteger,
  checkObject,
  checkResource,
  checkString,
  checkTimestamp,
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

const END = { Output: checkQuery(), Assign: checkJsonataAssign() };

const pass: Shape = {
  fields: { ...COMMON, ...TRANSITION, ...END },
  rules: [checkNextOrEnd],
};

const task: Shape = {
  fields: {
    ...COMMON,
    ...TRANSITION,
    Resource: checkResource,
    Arguments: checkQuery(),
    Credentials: all(checkObject, checkRole, checkQuery()),
    Output: checkQuery("result"),
    Assign: checkJsonataAssign("result"),
    TimeoutSeconds: checkOrExpression(checkInteger(1, SECONDS_MAX)),
    HeartbeatSeconds: checkOrExpression(checkInteger(1, SECONDS_MAX)),
    Retry: checkRetry,
    Catch: checkJsonataCatch,
  },
  required: ["Resource"],
  rules: [checkNextOrEnd, checkHeartbeat, checkActivity],
};

const wait: Shape = {
  fields: {
    ...COMMON,
    ...TRANSITION,
    ...END,
    Seconds: checkOrExpression(checkInteger(0, SECONDS_MAX)),
    Timestamp: checkOrExpression(checkTimestamp),
  },
  exactlyOneOf: [TIMERS],
  rules: [checkNextOrEnd],
};

const choice: Shape = {
  fields: { ...COMMON, ...END, Choices: checkConditions, Default: checkString },
  required: ["Choices"],
};

const succeed: Shape = { fields: { ...COMMON, Output: checkQuery() } };

const fail: Shape = {
  fields: {
    ...COMMON,
    Error: checkOrExpression(checkString),
    Cause: checkOrExpression(checkString),
  },
};

export const JSONATA_SHAPES: ReadonlyMap<string, Shape> = new Map([
  ["Task", task],
  ["Pass", pass],
  ["Choice", choice],
  ["Wait", wait],
  ["Succeed", succeed],
  ["Fail", fail],
]);
