import { applyInputPath, applyOutputPath } from "../../asl/data-flow.ts";
import type { SucceedState } from "../../asl/definition.ts";
import { type Outcome, scopeOf, type Visit } from "../visit.ts";

export function enterSucceed(visit: Visit<SucceedState>): Outcome {
  const { state, frame } = visit;
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  return {
    kind: "finished",
    output: applyOutputPath(state.OutputPath, scopeOf(visit, input)),
  };
}
