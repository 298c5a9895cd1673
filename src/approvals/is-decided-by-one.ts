import type { ApprovalRecord } from "../store/records.ts";
import { isDecidedByOne as isSettledByOne } from "./policy/count-votes.ts";
import { documentOf, stateOf } from "./stored-approval.ts";

/** Whether the next answer settles the stage: then it may decide otherwise than proposed. */
export function isDecidedByOne(approval: ApprovalRecord): boolean {
  return isSettledByOne(documentOf(approval).plan, stateOf(approval));
}
