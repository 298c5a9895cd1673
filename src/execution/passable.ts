// What a state may hand on: output and variables within AWS's limits.
// https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html

import type { JsonObject } from "../base/json.ts";
import { textOf } from "./draft.ts";
import type { Exit } from "./exit.ts";
import { dataLimitExceeded, isUnpassable } from "./size-limit.ts";
import type { Failed, Visit } from "./visit.ts";

/** What is wrong with an exit that is larger or deeper than may be. */
export function findUnpassable(visit: Visit<unknown>, exit: Exit): Failed | undefined {
  const isWithin =
    !isUnpassable(textOf(visit.draft, exit.output)) && areWithin(visit, exit.assigned);
  if (isWithin) return undefined;
  return { kind: "failed", failure: dataLimitExceeded(visit.frame.stateName) };
}

/** 256 KiB in one Assign, 10 MiB in all variables of an execution. */
const VARIABLES_CHARACTERS_MAX = 10 * 1024 * 1024;

function areWithin({ frame }: Visit<unknown>, assigned: JsonObject): boolean {
  if (Object.keys(assigned).length === 0) return true;
  if (isUnpassable(JSON.stringify(assigned))) return false;
  return JSON.stringify({ ...frame.variables, ...assigned }).length <= VARIABLES_CHARACTERS_MAX;
}
