// One visit of a state, and what it comes to.

import { EvaluationError, type Failure } from "../asl/failure.ts";
import type { Scope } from "../asl/scope.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { type ContextExtras, contextObject } from "./context-object.ts";
import { type Draft, record } from "./draft.ts";
import type { Frame, Waiting } from "./state.ts";

export interface Visit<S> {
  readonly draft: Draft;
  readonly state: S;
  /** Moves on with every history event that the state records. */
  frame: Frame;
}

export type Outcome =
  /** `next` is absent at the end of the line. `output` has passed OutputPath. */
  | { readonly kind: "finished"; readonly output: Json; readonly next?: string | undefined }
  | { readonly kind: "waiting"; readonly waitingFor: Waiting }
  | Failed;

/** Retry and Catch of the state decide what becomes of it. */
export interface Failed {
  readonly kind: "failed";
  readonly failure: Partial<Failure>;
  /** A second name that Retry and Catch may know the error by. */
  readonly alias?: string;
}

/** What expressions of the visit see. The context object is made when one first asks for it. */
export function scopeOf(visit: Visit<unknown>, input: Json, extras?: ContextExtras): Scope {
  let context: JsonObject | undefined;
  return {
    input,
    random: visit.draft.random,
    get context() {
      context ??= contextObject(visit.draft.origin, visit.frame, extras);
      return context;
    },
  };
}

/** Adds a history event that follows the frame's last one. */
export function recordIn(visit: Visit<unknown>, type: string, details: JsonObject): number {
  const id = record(visit.draft, type, visit.frame.previousEventId, details);
  visit.frame = { ...visit.frame, previousEventId: id };
  return id;
}

/** Causes quote whole inputs. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
const CAUSE_CHARACTERS_MAX = 32_768;

/**
 * Runs what evaluates expressions of the visit: an expression that cannot be evaluated is a failure of
 * the state, any other exception a bug.
 */
export function evaluating<T>(visit: Visit<unknown>, act: () => T): T | Failed {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const { stateName, enteredEventId } = visit.frame;
    const cause =
      `An error occurred while executing the state '${stateName}' ` +
      `(entered at the event id #${enteredEventId}). ${error.message}`;
    const failure = { error: error.error, cause: cause.slice(0, CAUSE_CHARACTERS_MAX) };
    return { kind: "failed", failure };
  }
}
