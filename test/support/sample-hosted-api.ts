// A hosted REST API for looking at its pages: a task that waits, one that is over, and one that is none.

import type { HostedAnswer, HostedRequest } from "../../src/aws/api-gateway/hosted-answer.ts";
import type { TokenInspection } from "../../src/engine/engine.ts";
import type { ExecutionRecord } from "../../src/store/records.ts";

const HOSTED_TASK: TokenInspection & { readonly kind: "open" } = {
  kind: "open",
  execution: { stateMachineName: "Review", name: "run-1", startedBy: "jane" } as ExecutionRecord,
  task: 1,
  stateName: "Ask",
  subject: "Please review the expense report",
  createdAt: 0,
  closedAt: null,
  closing: null,
};

const HOSTED_ACTION = {
  name: "SendTaskSuccess",
  parameters: { Type: "Approved" },
  output: '{"Result":"Approved"}',
} as const;

export async function hostedApi({ isConfirmed, path }: HostedRequest): Promise<HostedAnswer> {
  const closing = { reason: "succeeded", via: "link", by: "ann@example.com" } as const;
  const closed = { ...HOSTED_TASK, kind: "closed", closedAt: 86_400_000, closing } as const;
  if (path === "/invalid") return { kind: "explain", task: { kind: "invalid" } as TokenInspection };
  if (path === "/closed") return { kind: "explain", task: closed };
  return isConfirmed
    ? { kind: "done", action: HOSTED_ACTION, task: closed }
    : { kind: "confirm", action: HOSTED_ACTION, task: HOSTED_TASK };
}
