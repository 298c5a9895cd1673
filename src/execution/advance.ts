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
import { fail } from "./fail.ts";
import type { Machine } from "./machine.ts";
import { dataLimitExceeded, isUnpassable } from "./size-limit.ts";
import type { ExecutionState, Frame, Waiting } from "./state.ts";
import { enterState, resumeState, type WakingEvent } from "./states.ts";
import type { Step } from "./step.ts";
import type { Transition } from "./transition.ts";
import { evaluating, type Outcome, recordIn, type Visit } from "./visit.ts";

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
  return take(draft, event)
    ? closeDraft(draft)
    : { after: before, history: [], effects: [], isStale: true };
}

/** Whether the event still means anything. */
function take(draft: Draft, event: ExecutionEvent): boolean {
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

function start(draft: Draft): boolean {
  if (draft.lastEventId > 0) return false;
  const { origin, machine } = draft;
  record(draft, "ExecutionStarted", 0, {
    executionStartedEventDetails: {
      input: textOf(draft, origin.input),
      inputDetails: { truncated: false },
      roleArn: origin.roleArn,
    },
  });
  const { TimeoutSeconds, StartAt } = machine.definition;
  if (TimeoutSeconds !== undefined) {
    draft.timeoutTimer = setTimer(draft, draft.at + TimeoutSeconds * 1000);
  }
  // AWS: the first state's Entered event has no parent either.
  run(draft, { stateName: StartAt, input: origin.input, previousEventId: 0 });
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

function fire(
  draft: Draft,
  frame: Frame,
  event: Extract<ExecutionEvent, { kind: "timerFired" }>,
): boolean {
  if (event.timer === draft.timeoutTimer) {
    timeOutExecution(draft);
    return true;
  }
  const waiting = frame.waitingFor;
  if (!waiting || !isItsTimer(waiting, event.timer, draft.at)) return false;
  draft.effects.push({ kind: "clearTimer", timer: event.timer });
  if (waiting.kind === "pause") {
    const { waitingFor: _, ...rest } = frame;
    run(draft, rest);
  } else if (waiting.kind === "retry") {
    again(draft, frame);
  } else {
    wake(draft, frame, event);
  }
  return true;
}

function isItsTimer(waiting: Waiting, timer: number, at: number): boolean {
  if (waiting.kind !== "task") return waiting.timer === timer;
  if (waiting.heartbeat?.timer === timer) return waiting.heartbeat.dueAt <= at;
  return waiting.timeoutTimer === timer;
}

function hear(
  draft: Draft,
  frame: Frame,
  event: Extract<WakingEvent, { readonly task: number }>,
): boolean {
  const waiting = frame.waitingFor;
  if (waiting?.kind !== "task" || waiting.task !== event.task) return false;
  if (event.kind === "taskSubmitted" && waiting.isSubmitted) return false;
  wake(draft, frame, event);
  return true;
}

/** Moves on from state to state until one waits or the execution is over. */
function run(draft: Draft, first: Step): void {
  let step: Step | undefined = first;
  while (step) {
    if (pauses(draft, step)) return;
    if (isFull(draft)) {
      overflow(draft, step.previousEventId);
      return;
    }
    const visit = visitOf(draft, enter(draft, step));
    step = follow(
      visit,
      evaluating(visit, () => enterState(visit)),
    );
  }
}

function again(draft: Draft, frame: Frame): void {
  if (isFull(draft)) {
    overflow(draft, frame.previousEventId);
    return;
  }
  const visit = visitOf(draft, withoutWaiting(frame));
  goOn(
    draft,
    follow(
      visit,
      evaluating(visit, () => enterState(visit)),
    ),
  );
}

function wake(draft: Draft, frame: Frame, event: WakingEvent): void {
  const visit = visitOf(draft, frame);
  goOn(
    draft,
    follow(
      visit,
      evaluating(visit, () => resumeState(visit, event)),
    ),
  );
}

function goOn(draft: Draft, step: Step | undefined): void {
  if (step) run(draft, step);
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
    previousEventId: id,
    retryCounts: [],
  };
}

/** What an outcome comes to: the next step, or nothing when the frame waits or has ended. */
function follow(visit: Visit<State>, outcome: Outcome): Step | undefined {
  const { draft } = visit;
  if (outcome.kind === "waiting") {
    draft.frame = { ...visit.frame, waitingFor: outcome.waitingFor };
    return undefined;
  }
  // What it waited for is settled: nothing may call that off a second time.
  visit.frame = withoutWaiting(visit.frame);
  draft.frame = visit.frame;
  if (outcome.kind === "failed") return fail(visit, outcome);
  if (!isUnpassable(textOf(draft, outcome.output))) return exit(visit, outcome);
  return fail(visit, { kind: "failed", failure: dataLimitExceeded(visit.frame.stateName) });
}

function exit(
  visit: Visit<State>,
  { output, next }: Extract<Outcome, { kind: "finished" }>,
): Step | undefined {
  const { draft } = visit;
  recordIn(visit, `${visit.state.Type}StateExited`, {
    stateExitedEventDetails: {
      name: visit.frame.stateName,
      output: textOf(draft, output),
      outputDetails: { truncated: false },
    },
  });
  draft.frame = visit.frame;
  const { previousEventId } = visit.frame;
  if (next !== undefined) return { stateName: next, input: output, previousEventId };
  succeedExecution(draft, previousEventId, output);
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
