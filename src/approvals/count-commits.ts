// What is counted of requests by what has become durable: those that were made, and those that ended with
// their task alone, as when its time was over or its execution stopped.

import type { Change } from "../store/change.ts";
import type { Store, Unit } from "../store/store.ts";
import type { ApprovalMetrics, ApprovalOutcome } from "../telemetry/approval-metrics.ts";
import { documentOf } from "./stored-approval.ts";

export interface CountCommitsDeps {
  readonly store: Pick<Store, "findApprovalByTask">;
  readonly metrics: Pick<ApprovalMetrics, "approvalEnded" | "approvalOpened">;
  /** Where nobody may, no answer to a task is looked at, and there are many. */
  readonly allowsTokenOverride: boolean;
}

/** To be told of every commit of this process. */
export function countCommits(deps: CountCommitsDeps): (unit: Unit) => void {
  return (unit) => {
    for (const change of unit) {
      if (change.kind === "createApproval") {
        deps.metrics.approvalOpened(documentOf(change.approval).provenance.stateMachineName);
      }
      if (change.kind !== "closeApproval" || isOfEvent(unit, change)) continue;
      if (change.status === "decided" && !deps.allowsTokenOverride) continue;
      // What cannot be read is not counted.
      countClosed(deps, change).catch(() => undefined);
    }
  };
}

type Closing = Extract<Change, { readonly kind: "closeApproval" }>;

function isOfEvent(unit: Unit, { executionId, task }: Closing): boolean {
  return unit.some(
    (other) =>
      other.kind === "advanceApproval" &&
      other.approval.executionId === executionId &&
      other.approval.task === task,
  );
}

const OUTCOMES: Readonly<Record<Closing["status"], ApprovalOutcome>> = {
  decided: "overridden",
  expired: "expired",
  cancelled: "cancelled",
};

/** Most tasks have no request; and one that was decided before stays so. */
async function countClosed({ metrics, store }: CountCommitsDeps, closing: Closing): Promise<void> {
  const { at, executionId, status, task } = closing;
  const approval = await store.findApprovalByTask(executionId, task);
  if (approval?.status !== status || approval.closedAt !== at) return;
  const { stateMachineName } = documentOf(approval).provenance;
  metrics.approvalEnded({ stateMachineName, outcome: OUTCOMES[status] });
}
