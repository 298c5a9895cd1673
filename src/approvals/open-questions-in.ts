import type { ApprovalRecord } from "../store/records.ts";
import type { Remark } from "./policy/approval-state.ts";
import { openQuestionsOf } from "./policy/open-questions.ts";
import { stateOf } from "./stored-approval.ts";

/** What approvers want to know and nobody has answered, in order. */
export function openQuestionsIn(approval: ApprovalRecord): readonly Remark[] {
  return openQuestionsOf(stateOf(approval));
}
