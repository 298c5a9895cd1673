import type { ApprovalState, Remark } from "./approval-state.ts";

/** What approvers have asked and nobody has answered, in order. */
export function openQuestionsOf({ remarks = [] }: Pick<ApprovalState, "remarks">) {
  const settled = remarks.findLastIndex(({ what }) => what === "answered" || what === "changed");
  return remarks.slice(settled + 1).filter(({ what }): boolean => what === "asked") as Remark[];
}
