// The fields of Parallel and Map in both query languages. Their states are checked like those of the
// machine: `checkStates` is handed in, since it leads back here.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html

import { isJsonArray, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { isExpression } from "../evaluate-jsonata.ts";
import { checkAssign, checkJsonataAssign } from "./check-assign.ts";
import { checkOrExpression, checkQuery } from "./check-expression.ts";
import { type Bilingual, checkShape, pairUp, type Shape } from "./check-fields.ts";
import { checkCatch, checkJsonataCatch, checkRetry } from "./check-retry.ts";
import { checkTemplate } from "./check-template.ts";
import {
  all,
  type CheckValue,
  checkInteger,
  checkList,
  checkNumber,
  checkObject,
  checkOneOf,
  checkPath,
  checkRange,
  checkReferencePath,
  checkResultPath,
  checkString,
  orNull,
} from "./check-value.ts";
import { COMMON, checkNextOrEnd, TRANSITION } from "./fields.ts";
import { ITEM_FIELDS, JSONATA_ITEM_FIELDS } from "./item-fields.ts";
import { problem } from "./problem.ts";

const FORK = {
  ...COMMON,
  ...TRANSITION,
  InputPath: orNull(checkPath),
  OutputPath: orNull(checkPath),
  Assign: checkAssign,
  Parameters: checkTemplate,
  ResultSelector: checkTemplate,
  ResultPath: orNull(checkResultPath),
  Retry: checkRetry,
  Catch: checkCatch,
};

const JSONATA_FORK = {
  ...COMMON,
  ...TRANSITION,
  Output: checkQuery("result"),
  Assign: checkJsonataAssign("result"),
  Retry: checkRetry,
  Catch: checkJsonataCatch,
};

export function parallelShapes(checkStates: CheckValue): Bilingual {
  const Branches = checkList(checkShape(branchShape(checkStates)));
  const shared = { required: ["Branches"], rules: [checkNextOrEnd] };
  return pairUp(
    { fields: { ...FORK, Branches }, ...shared },
    { fields: { ...JSONATA_FORK, Branches, Arguments: checkQuery() }, ...shared },
  );
}

/** Fields that only a distributed map makes use of are taken in an inline one, as AWS takes them. */
export function mapShapes(checkStates: CheckValue): Bilingual {
  const processor = checkShape(processorShape(checkStates));
  const processors = { ItemProcessor: processor, Iterator: processor };
  const shared = { exactlyOneOf: [["ItemProcessor", "Iterator"]], rules: [checkNextOrEnd] };
  return pairUp(
    { ...MAP, fields: { ...MAP.fields, ...processors }, ...shared },
    { ...JSONATA_MAP, fields: { ...JSONATA_MAP.fields, ...processors }, ...shared },
  );
}

const checkCount = checkInteger(0);
const checkPercentage = all(checkNumber, checkRange("0", "100"));

const MAP: Shape = {
  fields: {
    ...FORK,
    ...ITEM_FIELDS,
    ItemsPath: checkReferencePath,
    ItemSelector: checkTemplate,
    MaxConcurrency: checkCount,
    MaxConcurrencyPath: checkReferencePath,
    Label: checkString,
    ToleratedFailureCount: checkCount,
    ToleratedFailureCountPath: checkReferencePath,
    ToleratedFailurePercentage: checkPercentage,
    ToleratedFailurePercentagePath: checkReferencePath,
  },
  atMostOneOf: [
    ["ItemSelector", "Parameters"],
    ["MaxConcurrency", "MaxConcurrencyPath"],
    ["ToleratedFailureCount", "ToleratedFailureCountPath"],
    ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
  ],
};

const checkItems: CheckValue = (value, location) =>
  isJsonArray(value) || isJsonObject(value) || (typeof value === "string" && isExpression(value))
    ? []
    : [problem(location, "Expected value of type Array or a JSONata expression")];

const JSONATA_MAP: Shape = {
  fields: {
    ...JSONATA_FORK,
    ...JSONATA_ITEM_FIELDS,
    Items: all(checkItems, checkQuery()),
    ItemSelector: checkQuery(),
    MaxConcurrency: checkOrExpression(checkCount),
    Label: checkString,
    ToleratedFailureCount: checkOrExpression(checkCount),
    ToleratedFailurePercentage: checkOrExpression(checkPercentage),
  },
};

function branchShape(checkStates: CheckValue): Shape {
  return {
    fields: {
      Comment: checkString,
      StartAt: checkString,
      States: all(checkObject, checkStates),
    },
    required: ["States", "StartAt"],
  };
}

function processorShape(checkStates: CheckValue): Shape {
  const branch = branchShape(checkStates);
  return { ...branch, fields: { ...branch.fields, ProcessorConfig: checkShape(PROCESSOR_CONFIG) } };
}

const PROCESSOR_CONFIG: Shape = {
  fields: {
    Mode: checkOneOf("INLINE", "DISTRIBUTED"),
    ExecutionType: checkOneOf("STANDARD", "EXPRESS"),
  },
  rules: [checkExecutionType],
};

/** Only a distributed map has executions of its own. */
function checkExecutionType(config: JsonObject, location: string): readonly Diagnostic[] {
  const { Mode: mode, ExecutionType: type } = config;
  if (mode === "DISTRIBUTED" && type === undefined) {
    return [problem(location, "These fields are required: [ExecutionType]")];
  }
  return mode === "INLINE" && type !== undefined
    ? [problem(location, "Field 'ExecutionType' is not supported")]
    : [];
}
