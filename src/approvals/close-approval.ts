import type { Instant } from "../base/instant.ts";
import type { Change } from "../store/change.ts";
import type { TaskClosing } from "../store/records.ts";
import type { Decision } from "./stored-approval.ts";

/**
 * What becomes of the approval of a task that is over, in the transaction that ends it: timed out,
 * cancelled with its execution, or answered with the task token itself. An approval that has been
 * decided is not touched.
 */
export function changesForClosedTask(closed: {
  readonly executionId: string;
  readonly task: number;
  readonly closing: TaskClosing;
  readonly at: Instant;
}): readonly Change[] {
  const { executionId, task, closing, at } = closed;
  const of = { kind: "closeApproval" as const, executionId, task, at };
  switch (closing.reason) {
    case "timedOut":
      return [{ ...of, status: "expired", decision: null }];
    case "cancelled":
      return [{ ...of, status: "cancelled", decision: null }];
    case "succeeded":
    case "failed": {
      const { by, comment = "", via } = closing;
      const decision: Decision = {
        ...{ choice: null, comment, by, channel: via, at },
        isOverride: true,
      };
      return [{ ...of, status: "decided", decision: JSON.stringify(decision) }];
    }
  }
}
