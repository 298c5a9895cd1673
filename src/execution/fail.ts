// What a failure comes to: another attempt by Retry, another state by Catch, or the end of the line.

import { applyResultPath } from "../asl/data-flow.ts";
import type { Catcher, Retrier, State } from "../asl/definition.ts";
import type { Failure } from "../asl/failure.ts";
import { setTimer } from "./draft.ts";
import { exitState, stepTo } from "./exit.ts";
import { finishByJsonata, finishByPaths } from "./finish.ts";
import { findUnpassable } from "./passable.ts";
import { findCatcher, findRetry } from "./retry.ts";
import type { Step } from "./state.ts";
import {
  evaluating,
  type Failed,
  type Finished,
  isJsonata,
  recordIn,
  saveFrame,
  type Visit,
} from "./visit.ts";

/** `unhandled`: the line ends by it. */
export type Handled =
  | { readonly kind: "retrying" }
  | { readonly kind: "caught"; readonly step: Step }
  | { readonly kind: "unhandled"; readonly failed: Failed };

/** @param isOfLine whether a line of the state's fork has failed, and not the state itself */
export async function handleFailure(
  visit: Visit<State>,
  failed: Failed,
  isOfLine: boolean,
): Promise<Handled> {
  visit.draft.machine.inspection?.failed(failed.failure);
  if (retry(visit, failed)) return { kind: "retrying" };
  if (isOfLine || failed.mapRun || failed.failure.error === "States.QueryEvaluationError") {
    recordForkFailed(visit);
  }
  const catcher = findCatcher(catchersOf(visit.state), failed);
  return catcher ? takeCatch(visit, catcher, failed) : { kind: "unhandled", failed };
}

/** AWS: a state whose lines or Map Run have failed says so before anything but Retry handles it. */
function recordForkFailed(visit: Visit<State>): void {
  const { Type } = visit.state;
  if (Type === "Parallel" || Type === "Map") recordIn(visit, `${Type}StateFailed`, {});
}

function retry(visit: Visit<State>, failed: Failed): boolean {
  const { draft, line, state, frame } = visit;
  const found = findRetry(retriersOf(state), frame.retryCounts, failed, draft.random);
  if (!found) return false;
  const retryCounts = retriersOf(state).map(
    (_, index) => (frame.retryCounts[index] ?? 0) + (index === found.retrier ? 1 : 0),
  );
  const timer = setTimer(draft, line, draft.at + Math.round(found.delaySeconds * 1000));
  visit.frame = { ...frame, retryCounts, waitingFor: { kind: "retry", timer } };
  saveFrame(visit);
  return true;
}

/** AWS: a caught failure leaves the state by its Exited event, without one of its own. */
async function takeCatch(
  visit: Visit<State>,
  catcher: Catcher,
  { failure }: Failed,
): Promise<Handled> {
  const caught = await evaluating(visit, () => finishCaught(visit, catcher, failure));
  if (caught.kind === "failed") return { kind: "unhandled", failed: caught };
  const unpassable = findUnpassable(visit, caught);
  if (unpassable) return { kind: "unhandled", failed: unpassable };
  exitState(visit, caught);
  return { kind: "caught", step: stepTo(visit, catcher.Next, caught.output) };
}

function finishCaught(
  visit: Visit<State>,
  catcher: Catcher,
  failure: Partial<Failure>,
): Promise<Finished> | Finished {
  // AWS: a timeout has no cause, and is caught with an empty one.
  const { error = null, cause = error === "States.Timeout" ? "" : null } = failure;
  const errorOutput = { Error: error, Cause: cause };
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
