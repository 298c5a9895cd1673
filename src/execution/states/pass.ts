import {
  applyInputPath,
  applyOutputPath,
  applyResultPath,
  evaluateTemplate,
} from "../../asl/data-flow.ts";
import type { PassState } from "../../asl/definition.ts";
import { type Outcome, scopeOf, type Visit } from "../visit.ts";

export function enterPass(visit: Visit<PassState>): Outcome {
  const { state, frame } = visit;
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  const result =
    state.Result !== undefined
      ? state.Result
      : state.Parameters !== undefined
        ? evaluateTemplate(state.Parameters, scopeOf(visit, input))
        : input;
  const merged = applyResultPath(state.ResultPath, frame.input, result);
  const output = applyOutputPath(state.OutputPath, scopeOf(visit, merged));
  return { kind: "finished", output, next: state.Next };
}
