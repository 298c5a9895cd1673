import { matchesCondition } from "../../asl/choice-rules.ts";
import { applyInputPath } from "../../asl/data-flow.ts";
import type { ChoiceRule, ChoiceState } from "../../asl/definition.ts";
import { evaluateBoolean } from "../../asl/evaluate-jsonata.ts";
import { EvaluationError } from "../../asl/failure.ts";
import { type EndFields, finishByJsonata, finishByPaths } from "../finish.ts";
import { bindingsOf, isJsonata, type Outcome, scopeOf, shown, type Visit } from "../visit.ts";

export function enterChoice(visit: Visit<ChoiceState>): Promise<Outcome> {
  return isJsonata(visit) ? chooseByJsonata(visit) : chooseByPaths(visit);
}

async function chooseByPaths(visit: Visit<ChoiceState>): Promise<Outcome> {
  const { state, frame } = visit;
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  shown(visit, "afterInputPath", input);
  const scope = scopeOf(visit, input);
  const rule = state.Choices.find(
    (each) => !("Condition" in each) && matchesCondition(each, scope),
  );
  const next = nextOf(state, rule);
  return finishByPaths(visit, endOf(state, rule), { merged: input, dollar: input, next });
}

async function chooseByJsonata(visit: Visit<ChoiceState>): Promise<Outcome> {
  const { state, frame } = visit;
  const rule = await findRule(visit);
  const next = nextOf(state, rule);
  return finishByJsonata(visit, endOf(state, rule), { otherwise: frame.input, next });
}

async function findRule(visit: Visit<ChoiceState>): Promise<ChoiceRule | undefined> {
  const bindings = bindingsOf(visit);
  for (const [index, rule] of visit.state.Choices.entries()) {
    if (!("Condition" in rule)) continue;
    const field = `Choices[${index}]/Condition`;
    if (await evaluateBoolean(rule.Condition, bindings, field)) return rule;
  }
  return undefined;
}

function nextOf(state: ChoiceState, rule: ChoiceRule | undefined): string {
  const next = rule?.Next ?? state.Default;
  if (next !== undefined) return next;
  throw new EvaluationError(
    "States.NoChoiceMatched",
    "Failed to transition out of the state. The state does not point to a next state.",
  );
}

/** What a rule says of its end stands in place of what the state says; Default leaves it to the state. */
function endOf(state: ChoiceState, rule: ChoiceRule | undefined): EndFields {
  const { OutputPath } = state;
  const Output = rule?.Output ?? state.Output;
  const Assign = rule?.Assign ?? state.Assign;
  return {
    ...(OutputPath !== undefined && { OutputPath }),
    ...(Output !== undefined && { Output }),
    ...(Assign !== undefined && { Assign }),
  };
}
