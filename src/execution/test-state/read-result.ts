// What a test came to, read from what the interpreter made of it.

import type { Failure } from "../../asl/failure.ts";
import { assert, defined } from "../../base/assert.ts";
import type { Instant } from "../../base/instant.ts";
import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { HistoryEvent } from "../history-event.ts";
import type { InspectedStep } from "../inspection.ts";
import type { Transition } from "../transition.ts";
import type { IsolatedState } from "./isolate-state.ts";

export interface StateTestResult extends Partial<Failure> {
  readonly status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  /** JSON text. */
  readonly output?: string;
  /** Absent at the end of the line, and where the failure was not caught. */
  readonly nextState?: string;
  readonly steps: InspectedSteps;
  /** Those given and those assigned. */
  readonly variables: JsonObject;
  readonly handledBy?: Handler;
}

export type InspectedSteps = Readonly<Partial<Record<InspectedStep, Json>>>;

/** The entry of Retry or Catch that the failure fell to. */
export type Handler =
  | { readonly catchIndex: number }
  | { readonly retryIndex: number; readonly retryBackoffIntervalSeconds: number };

/** What was seen while the state ran. */
export interface Seen {
  readonly steps: Partial<Record<InspectedStep, Json>>;
  failure: Partial<Failure>;
}

interface Tested {
  readonly stateName: string;
  readonly variables: JsonObject;
  readonly retryCount: number;
}

export interface Ran {
  readonly transitions: readonly Transition[];
  /** When the last of them was. */
  readonly at: Instant;
}

export function readResult(
  test: Tested,
  isolated: IsolatedState,
  { steps, failure }: Seen,
  { transitions, at }: Ran,
): StateTestResult {
  const history = transitions.flatMap((transition) => transition.history);
  const last = defined(transitions.at(-1), "a transition");
  const left = findExit(history, test.stateName);
  if (left) return { steps, ...resultOfExit(test, isolated, failure, left) };
  const { variables } = test;
  if (last.after.progress.status === "RUNNING") {
    return {
      status: "RETRIABLE",
      ...failure,
      handledBy: retrierOf(test, last, at),
      steps,
      variables,
    };
  }
  const { error, cause } = defined(last.after.progress.end, "the end of what does not go on");
  return {
    status: "FAILED",
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    steps,
    variables,
  };
}

/** Neither Retry nor Catch hears of a test that took too long. */
export function timedOut({ variables }: Tested, { steps }: Seen): StateTestResult {
  return { status: "FAILED", error: "States.Timeout", steps, variables };
}

interface Left {
  readonly details: JsonObject;
  /** The event behind it. */
  readonly next: HistoryEvent | undefined;
}

function findExit(history: readonly HistoryEvent[], stateName: string): Left | undefined {
  for (const [index, { details }] of history.entries()) {
    const exited = details["stateExitedEventDetails"];
    if (isJsonObject(exited) && exited["name"] === stateName) {
      return { details: exited, next: history[index + 1] };
    }
  }
  return undefined;
}

function resultOfExit(
  test: Tested,
  { exits }: IsolatedState,
  failure: Partial<Failure>,
  { details, next }: Left,
): Omit<StateTestResult, "steps"> {
  const entered = next?.details["stateEnteredEventDetails"];
  const place = isJsonObject(entered) ? String(entered["name"]) : "";
  const exit = exits.get(place);
  const { catchIndex, nextState } = exit ?? {};
  return {
    ...(catchIndex === undefined
      ? { status: "SUCCEEDED" }
      : { status: "CAUGHT_ERROR", ...failure, handledBy: { catchIndex } }),
    output: String(details["output"]),
    ...(nextState !== undefined && { nextState }),
    variables: { ...test.variables, ...assignedBy(details) },
  };
}

function assignedBy({ assignedVariables }: JsonObject): JsonObject {
  if (!isJsonObject(assignedVariables)) return {};
  return Object.fromEntries(
    Object.entries(assignedVariables).map(([name, text]) => [
      name,
      JSON.parse(String(text)) as Json,
    ]),
  );
}

/** The retrier whose count went up, and when it would try again. */
function retrierOf({ retryCount }: Tested, { after, effects }: Transition, at: Instant): Handler {
  const { frame } = after.progress;
  const waiting = frame?.waitingFor;
  assert(waiting?.kind === "retry", "a state under test ends, or waits for its next attempt");
  const timer = effects.find(
    (effect) => effect.kind === "setTimer" && effect.timer === waiting.timer,
  );
  assert(timer?.kind === "setTimer", "the timer of the next attempt");
  return {
    retryIndex: defined(frame, "the frame").retryCounts.findIndex((count) => count > retryCount),
    retryBackoffIntervalSeconds: Math.round((timer.dueAt - at) / 1000),
  };
}
