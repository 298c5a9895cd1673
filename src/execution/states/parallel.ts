// A Parallel state: its branches run at the same time on the same input, and their outputs are its result.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html

import { applyInputPath, evaluateTemplate } from "../../asl/data-flow.ts";
import type { ParallelState } from "../../asl/definition.ts";
import { evaluateJsonata } from "../../asl/evaluate-jsonata.ts";
import type { Json } from "../../base/json.ts";
import { finishFork } from "../finish-fork.ts";
import { openParallel } from "../open-fork.ts";
import { dataLimitExceeded, FORK_CHARACTERS_MAX, isUnpassable } from "../size-limit.ts";
import { askForResult, isUnderTest } from "../test-state/fork-under-test.ts";
import {
  bindingsOf,
  type Finished,
  isJsonata,
  type Outcome,
  recordIn,
  scopeOf,
  type Visit,
} from "../visit.ts";

export async function enterParallel(visit: Visit<ParallelState>): Promise<Outcome> {
  const input = await inputOf(visit);
  if (isUnderTest(visit)) return askForResult(visit);
  if (isTooMuch(visit, input)) {
    return { kind: "failed", failure: dataLimitExceeded(visit.frame.stateName) };
  }
  recordIn(visit, "ParallelStateStarted", {});
  const beginnings = visit.state.Branches.map((branch) => ({ branch, input }));
  return { kind: "waiting", waitingFor: openParallel(visit, beginnings) };
}

/** Each branch has the input as its own. */
function isTooMuch({ state }: Visit<ParallelState>, input: Json): boolean {
  const text = JSON.stringify(input);
  return isUnpassable(text) || text.length * state.Branches.length > FORK_CHARACTERS_MAX;
}

export function joinParallel(
  visit: Visit<ParallelState>,
  outputs: readonly Json[],
): Promise<Finished> | Finished {
  return finishFork(visit, outputs);
}

async function inputOf(visit: Visit<ParallelState>): Promise<Json> {
  const { state, frame } = visit;
  if (isJsonata(visit)) {
    if (state.Arguments === undefined) return frame.input;
    return evaluateJsonata(state.Arguments, bindingsOf(visit), "Arguments");
  }
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  return state.Parameters === undefined
    ? input
    : evaluateTemplate(state.Parameters, scopeOf(visit, input));
}
