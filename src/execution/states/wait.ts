import { applyInputPath } from "../../asl/data-flow.ts";
import type { WaitState } from "../../asl/definition.ts";
import {
  evaluateInteger,
  evaluateString,
  QueryEvaluationError,
} from "../../asl/evaluate-jsonata.ts";
import { evaluatePath } from "../../asl/evaluate-path.ts";
import { EvaluationError } from "../../asl/failure.ts";
import type { Scope } from "../../asl/scope.ts";
import { parseTimestamp } from "../../asl/timestamp.ts";
import { BugError } from "../../base/assert.ts";
import type { Instant } from "../../base/instant.ts";
import type { Json } from "../../base/json.ts";
import { setTimer } from "../draft.ts";
import { finishByJsonata, finishByPaths } from "../finish.ts";
import { bindingsOf, isJsonata, type Outcome, scopeOf, shown, type Visit } from "../visit.ts";

/** AWS: 24,855 days are possible and 24,856 are not: seconds in 31 bits. */
const LONGEST_WAIT_MS = (2 ** 31 - 1) * 1000;

export async function enterWait(visit: Visit<WaitState>): Promise<Outcome> {
  const { draft } = visit;
  const dueAt = isJsonata(visit) ? await dueByJsonata(visit) : dueByPaths(visit);
  if (dueAt - draft.at > LONGEST_WAIT_MS) {
    throw new EvaluationError("States.Runtime", "Wait state delay is too long.");
  }
  if (dueAt <= draft.at) return resumeWait(visit);
  return {
    kind: "waiting",
    waitingFor: { kind: "timer", timer: setTimer(draft, visit.line, dueAt) },
  };
}

export async function resumeWait(visit: Visit<WaitState>): Promise<Outcome> {
  const { state, frame } = visit;
  const next = state.Next;
  if (isJsonata(visit)) return finishByJsonata(visit, state, { otherwise: frame.input, next });
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  return finishByPaths(visit, state, { merged: input, dollar: input, next });
}

async function dueByJsonata(visit: Visit<WaitState>): Promise<Instant> {
  const { state, draft } = visit;
  const bindings = bindingsOf(visit);
  if (state.Timestamp !== undefined) {
    const text = await evaluateString(state.Timestamp, bindings, "Timestamp");
    const instant = parseTimestamp(text);
    if (instant !== undefined) return instant;
    throw new QueryEvaluationError(
      "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format " +
        `string: ${text}`,
      "Timestamp",
    );
  }
  const seconds = await evaluateInteger(state.Seconds ?? 0, bindings, "Seconds");
  if (seconds >= 0) return draft.at + seconds * 1000;
  throw new QueryEvaluationError(
    `The Seconds field references a negative value: ${seconds}`,
    "Seconds",
  );
}

function dueByPaths(visit: Visit<WaitState>): Instant {
  const { state, frame, draft } = visit;
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input));
  shown(visit, "afterInputPath", input);
  return dueInstant(state, scopeOf(visit, input), draft.at);
}

function dueInstant(state: WaitState, scope: Scope, at: Instant): Instant {
  if (typeof state.Seconds === "number") return at + state.Seconds * 1000;
  if (state.SecondsPath !== undefined) return at + secondsAt(state.SecondsPath, scope) * 1000;
  if (state.Timestamp !== undefined) return instantOf(state.Timestamp, state.Timestamp);
  if (state.TimestampPath !== undefined) {
    return instantOf(evaluatePath(state.TimestampPath, scope), state.TimestampPath);
  }
  throw new BugError("a checked Wait state says until when");
}

function secondsAt(path: string, scope: Scope): number {
  let value: Json;
  try {
    value = evaluatePath(path, scope);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw runtime(`The SecondsPath parameter does not reference an input value: ${path}`);
  }
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    const shown = typeof value === "string" ? value : JSON.stringify(value);
    throw runtime(
      `The SecondsPath parameter cannot be parsed as a long value: ${path} == ${shown}`,
    );
  }
  if (value < 0) {
    throw runtime(`The SecondsPath parameter references a negative value: ${path} == ${value}`);
  }
  return value;
}

function instantOf(value: Json, path: string): Instant {
  const instant = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (instant !== undefined) return instant;
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  throw runtime(
    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time " +
      `format string: ${path} == ${shown}`,
  );
}

function runtime(cause: string): EvaluationError {
  return new EvaluationError("States.Runtime", cause);
}
