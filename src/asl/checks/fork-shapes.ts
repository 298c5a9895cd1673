// The fields of Parallel and Map in both query languages. Their states are checked like those of the
// machine: `checkStates` is handed in, since it leads back here.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html

import { isJsonArray } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";
import { isExpression } from "../evaluate-jsonata.ts";
import { checkAssign, checkJsonataAssign } from "./check-assign.ts";
import { checkOrExpression, checkQuery } from "./check-expression.ts";
import { checkShape, type Shape } from "./check-fields.ts";
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

const COUNT_MAX = 99_999_999;
const LABEL_CHARACTERS_MAX = 40;

const FORK = {
  ...COMMON,
  ...TRANSITION,
  InputPath: orNull(checkPath),
  OutputPath: orNull(checkPath),
  Assign: checkAssign,
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

export function parallelShape(language: QueryLanguage, checkStates: CheckValue): Shape {
  const Branches = checkList(checkShape(branchShape(checkStates)));
  return {
    fields:
      language === "JSONata"
        ? { ...JSONATA_FORK, Branches, Arguments: checkQuery() }
        : { ...FORK, Branches, Parameters: checkTemplate },
    required: ["Branches"],
    rules: [checkNextOrEnd],
  };
}

export function mapShape(language: QueryLanguage, checkStates: CheckValue): Shape {
  const processor = checkShape(processorShape(checkStates));
  const processors = { ItemProcessor: processor, Iterator: processor };
  return {
    ...(language === "JSONata" ? JSONATA_MAP : MAP),
    fields: { ...(language === "JSONata" ? JSONATA_MAP : MAP).fields, ...processors },
    exactlyOneOf: [["ItemProcessor", "Iterator"]],
    rules: [checkNextOrEnd],
  };
}

const checkLabel: CheckValue = all(checkString, (value, location) =>
  String(value).length <= LABEL_CHARACTERS_MAX
    ? []
    : [problem(location, `Label must be at most ${LABEL_CHARACTERS_MAX} characters long`)],
);

const checkPercentage = all(checkNumber, checkRange("0", "100"));

const MAP: Shape = {
  fields: {
    ...FORK,
    ...ITEM_FIELDS,
    ItemsPath: checkReferencePath,
    ItemSelector: checkTemplate,
    Parameters: checkTemplate,
    MaxConcurrency: checkInteger(0, COUNT_MAX),
    MaxConcurrencyPath: checkReferencePath,
    Label: checkLabel,
    ToleratedFailureCount: checkInteger(0, COUNT_MAX),
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
  isJsonArray(value) || (typeof value === "string" && isExpression(value))
    ? []
    : [problem(location, "Expected value of type Array or a JSONata expression")];

const JSONATA_MAP: Shape = {
  fields: {
    ...JSONATA_FORK,
    ...JSONATA_ITEM_FIELDS,
    Items: all(checkItems, checkQuery()),
    ItemSelector: checkQuery(),
    MaxConcurrency: checkOrExpression(checkInteger(0, COUNT_MAX)),
    Label: checkLabel,
    ToleratedFailureCount: checkOrExpression(checkInteger(0, COUNT_MAX)),
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
};
