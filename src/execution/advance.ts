// The interpreter.
//
// An execution is a line of control (a frame) that moves from state to state. `advance` takes one event
// and moves the frame until it waits or the execution is over: a chain of a hundred Pass and Choice states
// is one transition. Its rules:
//
// 1. Nothing uncertain inside. Instants, ids and randomness come from the event; no I/O, no clock.
//    The same inputs give the same bytes.
// 2. A frame waits for one thing, under a number that is never used twice: a timer, or a task. An event
//    about any other number is stale, and a stale event changes nothing at all.
// 3. A state type is `enter` (an attempt begins) and `resume` (what it waited for has come). Both answer
//    finished, waiting or failed. What follows from that is decided here, once for all types: Retry,
//    Catch, size limits, the history events around a state, the end.
// 4. A workflow's failure is data. Expressions that cannot be evaluated throw EvaluationError inside of
//    a visit and become failures there; any other exception is a bug of this program.
// 5. History is output. Nothing here ever reads it.

import type { State } from "../asl/definition.ts";
import { defined, unreachable } from "../base/assert.ts";
import {
  closeDraft,
  type Draft,
  failureDetails,
  openDraft,
  record,
  setTimer,
  textOf,
} from "./draft.ts";
import {
  abortExecution,
  failExecution,
  succeedExecution,
  timeOutExecution,
} from "./end-execution.ts";
import type { ExecutionEvent } from "./event.ts";
import { exitState, stepTo } from "./exit.ts";
import { fail } from "./fail.ts";
import type { Machine } from "./machine.ts";
import { findUnpassable } from "./passable.ts";
import type { ExecutionState, Frame, Waiting } from "./state.ts";
import { enterState, resumeState, type WakingEvent } from "./states.ts";
import type { Step } from "./step.ts";
import type { Transition } from "./transition.ts";
import { evaluating, type Outcome, type Visit } from "./visit.ts";

/** Where one commit gets too large to be held back for more: the rest follows in the next. */
const PAUSE_AFTER_EVENTS = 5_000;
const PAUSE_AFTER_CHARACTERS = 8_000_000;

const HISTORY_EVENTS_MAX = 25_000;

/** Takes one event to its end. Asynchronous because evaluating may be; it never performs I/O. */
export async function advance(
  machine: Machine,
  before: ExecutionState,
  event: ExecutionEvent,
): Promise<Transition> {
  const draft = openDraft(machine, before, event);
  return (await take(draft, event))
    ? closeDraft(draft)
    : { after: before, history: [], effects: [], isStale: true };
}

/** Whether the event still means anything. */
async function take(draft: Draft, event: ExecutionEvent): Promise<boolean> {
  if (event.kind === "executionStarted") return start(draft);
  const { frame } = draft;
  if (!frame) return false;
  switch (event.kind) {
    case "stopRequested":
      abortExecution(draft, failureDetails(event));
      return true;
    case "taskHeartbeat":
      return beat(draft, frame, event.task);
    case "timerFired":
      return fire(draft, frame, event);
    case "taskSubmitted":
    case "taskSucceeded":
    case "taskFailed":
      return hear(draft, frame, event);
    default:
      return unreachable(event);
  }
}

async function start(draft: Draft): Promise<boolean> {
  if (draft.lastEventId > 0) return false;
  const { origin, machine } = draft;
  const { stateMachineVersionArn, stateMachineAliasArn } = origin;
  record(draft, "ExecutionStarted", 0, {
    executionStartedEventDetails: {
      input: textOf(draft, origin.input),
      inputDetails: { truncated: false },
      roleArn: origin.roleArn,
      ...(stateMachineVersionArn !== undefined && { stateMachineVersionArn }),
      ...(stateMachineAliasArn !== undefined && { stateMachineAliasArn }),
    },
  });
  const { TimeoutSeconds, StartAt } = machine.definition;
  if (TimeoutSeconds !== undefined) {
    draft.timeoutTimer = setTimer(draft, draft.at + TimeoutSeconds * 1000);
  }
  // AWS: the first state's Entered event has no parent either.
  const step = { stateName: StartAt, input: origin.input, previousEventId: 0, variables: {} };
  await run(draft, step);
  return true;
}

function beat(draft: Draft, frame: Frame, task: number): boolean {
  const waiting = frame.waitingFor;
  if (waiting?.kind !== "task" || waiting.task !== task) return false;
  if (!waiting.heartbeat) return true;
  const dueAt = draft.at + waiting.heartbeat.seconds * 1000;
  draft.effects.push({ kind: "setTimer", timer: waiting.heartbeat.timer, dueAt });
  draft.frame = {
    ...frame,
    waitingFor: { ...waiting, heartbeat: { ...waiting.heartbeat, dueAt } },
  };
  return true;
}

async function fire(
  draft: Draft,
  frame: Frame,
  event: Extract<ExecutionEvent, { kind: "timerFired" }>,
): Promise<boolean> {
  if (event.timer === draft.timeoutTimer) {
    timeOutExecution(draft);
    return true;
  }
  const waiting = frame.waitingFor;
  if (!waiting || !isItsTimer(waiting, event.timer, draft.at)) return false;
  draft.effects.push({ kind: "clearTimer", timer: event.timer });
  if (waiting.kind === "pause") {
    const { waitingFor: _, ...rest } = frame;
    await run(draft, rest);
  } else if (waiting.kind === "retry") {
    await again(draft, frame);
  } else {
    await wake(draft, frame, event);
  }
  return true;
}

function isItsTimer(waiting: Waiting, timer: number, at: number): boolean {
  if (waiting.kind !== "task") return waiting.timer === timer;
  if (waiting.heartbeat?.timer === timer) return waiting.heartbeat.dueAt <= at;
  return waiting.timeoutTimer === timer;
}

async function hear(
  draft: Draft,
  frame: Frame,
  event: Extract<WakingEvent, { readonly task: number }>,
): Promise<boolean> {
  const waiting = frame.waitingFor;
  if (waiting?.kind !== "task" || waiting.task !== event.task) return false;
  if (event.kind === "taskSubmitted" && waiting.isSubmitted) return false;
  await wake(draft, frame, event);
  return true;
}

/** Moves on from state to state until one waits or the execution is over. */
async function run(draft: Draft, first: Step): Promise<void> {
  let step: Step | undefined = first;
  while (step) {
    if (pauses(draft, step)) return;
    if (isFull(draft)) {
      overflow(draft, step.previousEventId);
      return;
    }
    const visit = visitOf(draft, enter(draft, step));
    step = await follow(visit, await evaluating(visit, () => enterState(visit)));
  }
}

async function again(draft: Draft, frame: Frame): Promise<void> {
  if (isFull(draft)) {
    overflow(draft, frame.previousEventId);
    return;
  }
  const visit = visitOf(draft, withoutWaiting(frame));
  await goOn(visit, await evaluating(visit, () => enterState(visit)));
}

async function wake(draft: Draft, frame: Frame, event: WakingEvent): Promise<void> {
  const visit = visitOf(draft, frame);
  await goOn(visit, await evaluating(visit, () => resumeState(visit, event)));
}

async function goOn(visit: Visit<State>, outcome: Outcome): Promise<void> {
  const step = await follow(visit, outcome);
  if (step) await run(visit.draft, step);
}

function visitOf(draft: Draft, frame: Frame): Visit<State> {
  const state = draft.machine.definition.States[frame.stateName];
  return { draft, frame, state: defined(state, "a state that a checked definition names") };
}

function enter(draft: Draft, step: Step): Frame {
  const state = draft.machine.definition.States[step.stateName];
  const id = record(draft, `${state?.Type}StateEntered`, step.previousEventId, {
    stateEnteredEventDetails: {
      name: step.stateName,
      input: textOf(draft, step.input),
      inputDetails: { truncated: false },
    },
  });
  return {
    ...step,
    enteredAt: draft.at,
    enteredEventId: id,
    enteredFromEventId: step.previousEventId,
    previousEventId: id,
    retryCounts: [],
  };
}

/** What an outcome comes to: the next step, or nothing when the frame waits or has ended. */
async function follow(visit: Visit<State>, outcome: Outcome): Promise<Step | undefined> {
  const { draft } = visit;
  if (outcome.kind === "waiting") {
    draft.frame = { ...visit.frame, waitingFor: outcome.waitingFor };
    return undefined;
  }
  // What it waited for is settled: nothing may call that off a second time.
  visit.frame = withoutWaiting(visit.frame);
  draft.frame = visit.frame;
  if (outcome.kind === "failed") return fail(visit, outcome);
  const unpassable = findUnpassable(visit, outcome);
  if (unpassable) return fail(visit, unpassable);
  exitState(visit, outcome);
  const { next, output } = outcome;
  if (next !== undefined) return stepTo(visit, next, output);
  succeedExecution(draft, visit.frame.previousEventId, output);
  return undefined;
}

function pauses(draft: Draft, step: Step): boolean {
  const isLong =
    draft.history.length >= PAUSE_AFTER_EVENTS || draft.historySize >= PAUSE_AFTER_CHARACTERS;
  if (!isLong) return false;
  draft.frame = {
    ...step,
    enteredAt: draft.at,
    enteredEventId: 0,
    enteredFromEventId: 0,
    retryCounts: [],
    waitingFor: { kind: "pause", timer: setTimer(draft, draft.at) },
  };
  return true;
}

/** Room is kept for the events of one more visit and the end. */
function isFull(draft: Draft): boolean {
  return draft.lastEventId > HISTORY_EVENTS_MAX - 8;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
function overflow(draft: Draft, previousEventId: number): void {
  failExecution(draft, previousEventId, {
    error: "States.Runtime",
    cause: `The execution reached the maximum number of history events (${HISTORY_EVENTS_MAX}).`,
  });
}

function withoutWaiting({ waitingFor: _, ...frame }: Frame): Frame {
  return frame;
}
