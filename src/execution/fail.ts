// What a failure comes to: another attempt by Retry, another state by Catch, or the end.

import { applyResultPath } from "../asl/data-flow.ts";
import type { Catcher, Retrier, State } from "../asl/definition.ts";
import type { Failure } from "../asl/failure.ts";
import { setTimer } from "./draft.ts";
import { failExecution } from "./end-execution.ts";
import { exitState, stepTo } from "./exit.ts";
import { finishByJsonata, finishByPaths } from "./finish.ts";
import { findUnpassable } from "./passable.ts";
import { findCatcher, findRetry } from "./retry.ts";
import type { Step } from "./step.ts";
import { evaluating, type Failed, type Finished, isJsonata, type Visit } from "./visit.ts";

export async function fail(visit: Visit<State>, failed: Failed): Promise<Step | undefined> {
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
async function takeCatch(
  visit: Visit<State>,
  catcher: Catcher,
  { failure }: Failed,
): Promise<Step | undefined> {
  const caught = await evaluating(visit, () => finishCaught(visit, catcher, failure));
  if (caught.kind === "failed") return end(visit, caught);
  const unpassable = findUnpassable(visit, caught);
  if (unpassable) return end(visit, unpassable);
  exitState(visit, caught);
  return stepTo(visit, catcher.Next, caught.output);
}

function finishCaught(
  visit: Visit<State>,
  catcher: Catcher,
  failure: Partial<Failure>,
): Promise<Finished> | Finished {
  const errorOutput = { Error: failure.error ?? null, Cause: failure.cause ?? null };
  const next = catcher.Next;
  if (isJsonata(visit)) {
    const states = { errorOutput };
    return finishByJsonata(visit, catcher, { otherwise: errorOutput, next, states });
  }
  const merged = applyResultPath(catcher.ResultPath, visit.frame.input, errorOutput);
  return finishByPaths(visit, catcher, { merged, dollar: errorOutput, next });
}

function retriersOf(state: State): readonly Retrier[] {
  return ("Retry" in state && state.Retry) || [];
}

function catchersOf(state: State): readonly Catcher[] {
  return ("Catch" in state && state.Catch) || [];
}
