// Whether an execution may go on after its failure, in AWS's words.
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-eligibility

import type { Clock } from "../../base/instant.ts";
import type { ExecutionRecord, ProgressRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";

export interface RedrivableDeps {
  readonly store: Pick<Store, "findProgress" | "findStateMachine">;
  readonly clock: Clock;
}

export type Redrivable =
  | { readonly isRedrivable: true; readonly record: ProgressRecord }
  | { readonly isRedrivable: false; readonly reason: string };

const DAY_MS = 86_400_000;
const REDRIVABLE_MS = 14 * DAY_MS;
const LONGEST_EXECUTION_MS = 365 * DAY_MS;
const HISTORY_EVENTS_MAX = 24_999;

export async function checkRedrivable(
  { store, clock }: RedrivableDeps,
  execution: ExecutionRecord,
): Promise<Redrivable> {
  const { status, stoppedAt, startedAt, stateMachineName } = execution;
  if (status === "RUNNING" || status === "SUCCEEDED") {
    return no(`Execution is ${status} and cannot be redriven`);
  }
  if (execution.mapRun !== null) return no("Execution can only be redriven by its Map Run");
  const now = clock();
  if (now - (stoppedAt ?? now) > REDRIVABLE_MS) return no("Execution redrivable period exceeded");
  if (now - startedAt > LONGEST_EXECUTION_MS) {
    return no("Execution has exceeded the max execution time");
  }
  const record = await store.findProgress(execution.id);
  if (!record) return no("Execution was started before the launch of RedriveExecution");
  if (record.progress.lastEventId >= HISTORY_EVENTS_MAX) {
    return no("Execution history event limit exceeded");
  }
  const stateMachine = await store.findStateMachine(stateMachineName);
  if (stateMachine?.status === "DELETING") return no("State machine is in DELETING status");
  return { isRedrivable: true, record };
}

function no(reason: string): Redrivable {
  return { isRedrivable: false, reason };
}
