// One visit of a state, and what it comes to.

import type { Assignment, QueryLanguage, State } from "../asl/definition.ts";
import { type JsonataBindings, QueryEvaluationError } from "../asl/evaluate-jsonata.ts";
import { EvaluationError, type Failure } from "../asl/failure.ts";
import type { Scope } from "../asl/scope.ts";
import { assert, defined } from "../base/assert.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { Random } from "../base/random.ts";
import { type ContextExtras, contextObject } from "./context-object.ts";
import { type Draft, record } from "./draft.ts";
import type { InspectedStep } from "./inspection.ts";
import type { Frame, Line, Waiting, WaitingForMapRun } from "./state.ts";

export interface Visit<S> {
  readonly draft: Draft;
  readonly state: S;
  readonly line: number;
  /** The variables of the lines outside. */
  readonly outer: JsonObject;
  /** Moves on with every history event that the state records. */
  frame: Frame;
}

export type Outcome =
  | Finished
  | { readonly kind: "waiting"; readonly waitingFor: Waiting }
  | Failed;

export interface Finished {
  readonly kind: "finished";
  /** Has passed OutputPath, or is the value of Output. */
  readonly output: Json;
  /** Variables that the next state sees. */
  readonly assigned: JsonObject;
  /** Absent at the end of the line. */
  readonly next: string | undefined;
}

/** Retry and Catch of the state decide what becomes of it. */
export interface Failed {
  readonly kind: "failed";
  readonly failure: Partial<Failure>;
  /** A second name that Retry and Catch may know the error by. */
  readonly alias?: string;
  /** The Map Run that has failed. */
  readonly mapRun?: WaitingForMapRun;
  /** It came of a task's answer: then `States.ALL` matches also what it otherwise does not. */
  readonly isOfTask?: true;
}

/** What a state may say of its language and its variables. */
export interface Spoken {
  readonly QueryLanguage?: QueryLanguage;
  readonly Assign?: Assignment;
}

export function isJsonata({ draft, state }: Visit<Spoken>): boolean {
  return (state.QueryLanguage ?? draft.machine.definition.QueryLanguage) === "JSONata";
}

const NONE: JsonObject = {};

/** Begins or takes up a visit: a line in the state where its frame stands. */
export async function openVisit(draft: Draft, line: number, frame: Frame): Promise<Visit<State>> {
  const state = defined(draft.machine.states.get(frame.stateName), "a state of the definition");
  const outer = frame.place?.seesOuter ? await outerVariables(draft, frame.place.parent) : NONE;
  return { draft, state, line, outer, frame };
}

/** From the first line inwards: what is nearer hides what is farther. */
async function outerVariables({ lines }: Draft, parent: number): Promise<JsonObject> {
  let visible: JsonObject = {};
  let next: number | undefined = parent;
  while (next !== undefined) {
    const line: Line | undefined = await lines.findLine(next);
    assert(line !== undefined && "frame" in line, "a line waits for those that branched off it");
    visible = { ...line.frame.variables, ...visible };
    next = line.frame.place?.seesOuter && line.frame.place.parent;
  }
  return visible;
}

export function saveFrame({ draft, line, frame }: Visit<unknown>): void {
  draft.lines.putLine(line, { frame });
}

/** What paths and intrinsic functions of the visit see. */
export function scopeOf(visit: Visit<unknown>, input: Json, extras?: ContextExtras): Scope {
  return new VisitScope(visit, input, extras);
}

/** A class, because every state makes several, and an object with a getter of its own takes long to make. */
class VisitScope implements Scope {
  readonly input: Json;
  readonly random: Random;
  readonly variables: JsonObject;
  readonly #visit: Visit<unknown>;
  readonly #extras: ContextExtras | undefined;

  constructor(visit: Visit<unknown>, input: Json, extras: ContextExtras | undefined) {
    this.input = input;
    this.random = visit.draft.random;
    this.variables = variablesOf(visit);
    this.#visit = visit;
    this.#extras = extras;
  }

  get context(): JsonObject {
    return contextOf(this.#visit, this.#extras);
  }
}

export interface StatesExtras extends ContextExtras {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/** What JSONata expressions of the visit see. */
export function bindingsOf(
  visit: Visit<unknown>,
  { result, errorOutput, ...extras }: StatesExtras = {},
): JsonataBindings {
  const { draft, frame } = visit;
  const { rest } = draft.machine;
  return {
    at: draft.at,
    random: draft.random,
    ...(rest && { rest }),
    variables: variablesOf(visit),
    states: {
      input: frame.input,
      ...(result !== undefined && { result }),
      ...(errorOutput !== undefined && { errorOutput }),
      get context() {
        return contextOf(visit, extras);
      },
    },
  };
}

function variablesOf({ outer, frame }: Visit<unknown>): JsonObject {
  return outer === NONE ? frame.variables : { ...outer, ...frame.variables };
}

/** Made when an expression first asks for it: most never do. */
function contextOf({ draft, frame }: Visit<unknown>, extras?: ContextExtras): JsonObject {
  const { machine, redrive } = draft;
  const isTask = machine.states.get(frame.stateName)?.Type === "Task";
  const usual = contextObject(draft.origin, frame, {
    ...extras,
    ...(isTask && { retryCount: frame.retryCounts.reduce((sum, count) => sum + count, 0) }),
    ...(redrive && { redrive }),
  });
  return machine.inspection?.contextObject(usual) ?? usual;
}

/** Lets a test of the state see a value that it works with, and gives it back. */
export function shown<T extends Json>(visit: Visit<unknown>, step: InspectedStep, value: T): T {
  visit.draft.machine.inspection?.saw(visit.frame.stateName, step, value);
  return value;
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
export async function evaluating<T>(
  visit: Visit<unknown>,
  act: () => T | Promise<T>,
): Promise<T | Failed> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const { stateName, enteredEventId } = visit.frame;
    const text =
      `An error occurred while executing the state '${stateName}' ` +
      `(entered at the event id #${enteredEventId}). ${error.message}`;
    const failure = { error: error.error, cause: text.slice(0, CAUSE_CHARACTERS_MAX) };
    if (error instanceof QueryEvaluationError) recordEvaluationFailed(visit, failure, error);
    return { kind: "failed", failure };
  }
}

/** AWS: stands beside the state's Entered event instead of behind it, except in a Wait state. */
function recordEvaluationFailed(
  visit: Visit<unknown>,
  failure: Required<Failure>,
  { location }: QueryEvaluationError,
): void {
  const { frame, draft } = visit;
  const isFirst = frame.previousEventId === frame.enteredEventId;
  const isWait = draft.machine.states.get(frame.stateName)?.Type === "Wait";
  const parent = isFirst && !isWait ? frame.enteredFromEventId : frame.previousEventId;
  const id = record(draft, "EvaluationFailed", parent, {
    evaluationFailedEventDetails: {
      ...failure,
      ...(location !== undefined && { location }),
      state: frame.stateName,
    },
  });
  visit.frame = { ...frame, previousEventId: id };
}
