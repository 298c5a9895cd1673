// The ways an execution ends. Whatever it still waited for is called off.

import type { Failure } from "../asl/failure.ts";
import type { Json } from "../base/json.ts";
import { callOffLine } from "./call-off.ts";
import { clearTimer, type Draft, FIRST_LINE, failureDetails, record, textOf } from "./draft.ts";

export async function succeedExecution(
  draft: Draft,
  previousEventId: number,
  output: Json,
): Promise<void> {
  const text = textOf(draft, output);
  record(draft, "ExecutionSucceeded", previousEventId, {
    executionSucceededEventDetails: { output: text, outputDetails: { truncated: false } },
  });
  draft.status = "SUCCEEDED";
  draft.end = { at: draft.at, output: text };
  await callOff(draft);
  draft.lines.removeLine(FIRST_LINE);
}

/** `failure` may lack both members: a Fail state without fields, a callback without words. */
export async function failExecution(
  draft: Draft,
  previousEventId: number,
  failure: Partial<Failure>,
): Promise<void> {
  const details = failureDetails(failure);
  record(draft, "ExecutionFailed", previousEventId, { executionFailedEventDetails: details });
  draft.status = "FAILED";
  draft.end = { at: draft.at, ...details };
  await callOff(draft);
}

/** AWS: ExecutionAborted has no parent event, whatever was running. */
export async function abortExecution(draft: Draft, failure: Partial<Failure>): Promise<void> {
  const details = failureDetails(failure);
  record(draft, "ExecutionAborted", 0, { executionAbortedEventDetails: details });
  draft.status = "ABORTED";
  draft.end = { at: draft.at, ...details };
  await callOff(draft);
}

/** AWS: the machine's own timeout leaves neither error nor cause behind. */
export async function timeOutExecution(draft: Draft): Promise<void> {
  record(draft, "ExecutionTimedOut", 0, { executionTimedOutEventDetails: {} });
  draft.status = "TIMED_OUT";
  draft.end = { at: draft.at };
  await callOff(draft);
}

/** Lines that were in a state stay where they are: a redrive goes on from there. */
async function callOff(draft: Draft): Promise<void> {
  clearTimer(draft, draft.timeoutTimer);
  clearTimer(draft, draft.pause?.timer);
  draft.timeoutTimer = undefined;
  draft.pause = undefined;
  for (const [number, line] of await draft.lines.listLines(FIRST_LINE, draft.lastLine)) {
    if ("frame" in line) callOffLine(draft, number, line.frame);
  }
}
