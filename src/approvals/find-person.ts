import { isMailAddress } from "../notifications/check-endpoint.ts";
import type { Sentence } from "../wording/sentence.ts";
import type { Directory } from "./directory.ts";
import type { ApprovalPlan, Approver } from "./policy/plan.ts";

/**
 * The person with an address, or who decides in their place on that day; nobody for what is no address.
 */
export function findPerson(
  directory: Directory,
  { calendar }: ApprovalPlan,
  address: string,
): Approver | undefined {
  const wanted = address.trim().toLowerCase();
  const [known] = isMailAddress(wanted) ? (directory.findApprovers(wanted) ?? []) : [];
  return known && { timeZone: calendar?.timeZone ?? directory.timeZone, ...known };
}

export function addressProblem(given: string): Sentence {
  return { name: given.trim() === "" ? "giveAddress" : "badAddress" };
}
