import { applyResultPath, evaluateTemplate } from "../asl/data-flow.ts";
import type { MapState, ParallelState } from "../asl/definition.ts";
import type { Json } from "../base/json.ts";
import { finishByJsonata, finishByPaths } from "./finish.ts";
import { type Finished, isJsonata, scopeOf, shown, type Visit } from "./visit.ts";

/** How a state ends whose result is what its lines put out. */
export function finishFork(
  visit: Visit<ParallelState | MapState>,
  result: Json,
): Promise<Finished> | Finished {
  const { state, frame } = visit;
  const next = state.Next;
  if (isJsonata(visit)) {
    return finishByJsonata(visit, state, { otherwise: result, next, states: { result } });
  }
  const selected =
    state.ResultSelector === undefined
      ? result
      : evaluateTemplate(state.ResultSelector, scopeOf(visit, result));
  shown(visit, "afterResultSelector", selected);
  const merged = applyResultPath(state.ResultPath, frame.input, selected);
  shown(visit, "afterResultPath", merged);
  return finishByPaths(visit, state, { merged, dollar: selected, next });
}
