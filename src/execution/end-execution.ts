// The ways an execution ends. Whatever it still waited for is called off.

import type { Failure } from "../asl/failure.ts";
import type { Json } from "../base/json.ts";
import { clearTimer, closeTask, type Draft, failureDetails, record, textOf } from "./draft.ts";
import type { Waiting } from "./state.ts";

export function succeedExecution(draft: Draft, previousEventId: number, output: Json): void {
  const text = textOf(draft, output);
  record(draft, "ExecutionSucceeded", previousEventId, {
    executionSucceededEventDetails: { output: text, outputDetails: { truncated: false } },
  });
  draft.status = "SUCCEEDED";
  draft.end = { at: draft.at, output: text };
  callOff(draft);
}

/** `failure` may lack both members: a Fail state without fields, a callback without words. */
export function failExecution(
  draft: Draft,
  previousEventId: number,
  failure: Partial<Failure>,
): void {
  const details = failureDetails(failure);
  record(draft, "ExecutionFailed", previousEventId, { executionFailedEventDetails: details });
  draft.status = "FAILED";
  draft.end = { at: draft.at, ...details };
  callOff(draft);
}

/** AWS: ExecutionAborted has no parent event, whatever was running. */
export function abortExecution(draft: Draft, failure: Partial<Failure>): void {
  const details = failureDetails(failure);
  record(draft, "ExecutionAborted", 0, { executionAbortedEventDetails: details });
  draft.status = "ABORTED";
  draft.end = { at: draft.at, ...details };
  callOff(draft);
}

/** AWS: the machine's own timeout leaves neither error nor cause behind. */
export function timeOutExecution(draft: Draft): void {
  record(draft, "ExecutionTimedOut", 0, { executionTimedOutEventDetails: {} });
  draft.status = "TIMED_OUT";
  draft.end = { at: draft.at };
  callOff(draft);
}

function callOff(draft: Draft): void {
  if (draft.frame?.waitingFor) callOffWaiting(draft, draft.frame.waitingFor);
  clearTimer(draft, draft.timeoutTimer);
  draft.timeoutTimer = undefined;
  draft.frame = undefined;
}

function callOffWaiting(draft: Draft, waiting: Waiting): void {
  if (waiting.kind !== "task") {
    clearTimer(draft, waiting.timer);
    return;
  }
  closeTask(draft, waiting.task, "cancelled");
  clearTimer(draft, waiting.timeoutTimer);
  clearTimer(draft, waiting.heartbeat?.timer);
}
