import { applyInputPath, applyResultPath, evaluateTemplate } from "../../asl/data-flow.ts";
import type { PassState } from "../../asl/definition.ts";
import type { Json } from "../../base/json.ts";
import { finishByJsonata, finishByPaths } from "../finish.ts";
import { isJsonata, type Outcome, scopeOf, shown, type Visit } from "../visit.ts";

export async function enterPass(visit: Visit<PassState>): Promise<Outcome> {
  const { state, frame } = visit;
  const next = state.Next;
  if (isJsonata(visit)) return finishByJsonata(visit, state, { otherwise: frame.input, next });
  const result = shown(visit, "afterResultSelector", resultOf(visit));
  const merged = applyResultPath(state.ResultPath, frame.input, result);
  shown(visit, "afterResultPath", merged);
  return finishByPaths(visit, state, { merged, dollar: result, next });
}

function resultOf(visit: Visit<PassState>): Json {
  const { state, frame } = visit;
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  if (state.Result !== undefined) return shown(visit, "result", state.Result);
  shown(visit, "afterInputPath", input);
  if (state.Parameters === undefined) return shown(visit, "afterParameters", input);
  const parameters = evaluateTemplate(state.Parameters, scopeOf(visit, input));
  return shown(visit, "afterParameters", parameters);
}
