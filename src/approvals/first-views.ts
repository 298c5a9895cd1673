// The first look at each request, for the figures alone: looking at a page stores nothing. A process knows what
// it has shown itself, and of very many requests the latest.

import type { Clock } from "../base/instant.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { ApprovalMetrics } from "../telemetry/approval-metrics.ts";
import { documentOf } from "./stored-approval.ts";

const KNOWN_MAX = 50_000;

export function createFirstViews(
  metrics: Pick<ApprovalMetrics, "approvalFirstViewed">,
  clock: Clock,
): (approval: ApprovalRecord) => void {
  const known = new Set<string>();
  return (approval) => {
    if (known.has(approval.id)) return;
    for (const oldest of known.size < KNOWN_MAX ? [] : known) {
      known.delete(oldest);
      break;
    }
    known.add(approval.id);
    const seconds = Math.max(0, clock() - approval.createdAt) / 1000;
    metrics.approvalFirstViewed(documentOf(approval).provenance.stateMachineName, seconds);
  };
}
