import { applyInputPath } from "../../asl/data-flow.ts";
import type { SucceedState } from "../../asl/definition.ts";
import { finishByJsonata, finishByPaths } from "../finish.ts";
import { isJsonata, type Outcome, scopeOf, shown, type Visit } from "../visit.ts";

export async function enterSucceed(visit: Visit<SucceedState>): Promise<Outcome> {
  const { state, frame } = visit;
  const next = undefined;
  if (isJsonata(visit)) return finishByJsonata(visit, state, { otherwise: frame.input, next });
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  shown(visit, "afterInputPath", input);
  return finishByPaths(visit, state, { merged: input, dollar: input, next });
}
