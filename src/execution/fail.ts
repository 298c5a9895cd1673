// What a failure comes to: another attempt by Retry, another state by Catch, or the end.

import { applyResultPath } from "../asl/data-flow.ts";
import type { Catcher, Retrier, State } from "../asl/definition.ts";
import { setTimer, textOf } from "./draft.ts";
import { failExecution } from "./end-execution.ts";
import { findCatcher, findRetry } from "./retry.ts";
import type { Step } from "./step.ts";
import { evaluating, type Failed, recordIn, type Visit } from "./visit.ts";

export function fail(visit: Visit<State>, failed: Failed): Step | undefined {
  if (retry(visit, failed)) return undefined;
  const catcher = findCatcher(catchersOf(visit.state), failed);
  return catcher ? takeCatch(visit, catcher, failed) : end(visit, failed);
}

function end(visit: Visit<State>, { failure }: Failed): undefined {
  failExecution(visit.draft, visit.frame.previousEventId, failure);
}

function retry({ draft, state, frame }: Visit<State>, failed: Failed): boolean {
  const found = findRetry(retriersOf(state), frame.retryCounts, failed, draft.random);
  if (!found) return false;
  const retryCounts = retriersOf(state).map(
    (_, index) => (frame.retryCounts[index] ?? 0) + (index === found.retrier ? 1 : 0),
  );
  const timer = setTimer(draft, draft.at + Math.round(found.delaySeconds * 1000));
  draft.frame = { ...frame, retryCounts, waitingFor: { kind: "retry", timer } };
  return true;
}

/** AWS: a caught failure leaves the state by its Exited event, without one of its own. */
function takeCatch(visit: Visit<State>, catcher: Catcher, { failure }: Failed): Step | undefined {
  const error = { Error: failure.error ?? null, Cause: failure.cause ?? null };
  const caught = evaluating(visit, () => ({
    kind: "caught" as const,
    output: applyResultPath(catcher.ResultPath, visit.frame.input, error),
  }));
  if (caught.kind === "failed") return end(visit, caught);
  const { output } = caught;
  recordIn(visit, `${visit.state.Type}StateExited`, {
    stateExitedEventDetails: {
      name: visit.frame.stateName,
      output: textOf(visit.draft, output),
      outputDetails: { truncated: false },
    },
  });
  const { previousEventId } = visit.frame;
  return { stateName: catcher.Next, input: output, previousEventId };
}

function retriersOf(state: State): readonly Retrier[] {
  return ("Retry" in state && state.Retry) || [];
}

function catchersOf(state: State): readonly Catcher[] {
  return ("Catch" in state && state.Catch) || [];
}
