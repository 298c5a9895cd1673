// What is counted of what happens to requests. It is told of what is durable, and changes nothing.

import type { ApprovalMetrics } from "../telemetry/approval-metrics.ts";
import type { HappenedToApproval } from "./apply-event.ts";
import { documentOf } from "./stored-approval.ts";

type Counting = Pick<
  ApprovalMetrics,
  "approvalEnded" | "approvalEscalated" | "approvalRemindersSent" | "approvalVoted"
>;

export function countEvent(metrics: Counting, happened: HappenedToApproval): void {
  const { approval, before, effects, event } = happened;
  const { stateMachineName } = documentOf(approval).provenance;
  if (event.kind === "decided" || event.kind === "overridden") {
    const { channel, choice } = event;
    metrics.approvalVoted({ stateMachineName, choice, channel });
  }
  const reminders = effects.filter((effect) => effect.kind === "ask" && effect.why === "reminded");
  if (reminders.length > 0) metrics.approvalRemindersSent(stateMachineName, reminders.length);
  for (let step = before.escalated; step < happened.after.escalated; step++) {
    metrics.approvalEscalated(stateMachineName);
  }
  countEnd(metrics, happened, stateMachineName);
}

function countEnd(
  metrics: Counting,
  { after, approval, event }: HappenedToApproval,
  stateMachineName: string,
): void {
  const { outcome, votes } = after;
  if (!outcome) return;
  if (outcome.kind !== "decided") {
    metrics.approvalEnded({ stateMachineName, outcome: outcome.kind });
    return;
  }
  const { choice } = outcome;
  const { plan } = documentOf(approval);
  const isApproved = plan.choices.find(({ id }) => id === choice)?.meaning === "goesOn";
  const channel = votes.findLast((vote) => vote.choice === choice)?.channel ?? "api";
  const seconds = (event.at - after.openedAt) / 1000;
  metrics.approvalEnded({
    stateMachineName,
    outcome: isApproved ? "approved" : "declined",
    decided: { choice, channel, seconds },
  });
}
