// The interpreter.
//
// An execution is made of lines of control that move from state to state. `advance` takes one event, wakes
// the line that it is about, and moves every line that can until each waits or the execution is over: a
// chain of a hundred Pass and Choice states is one transition. Its rules:
//
// 1. Nothing uncertain inside. Instants, ids and randomness come from the event; no I/O but reading the
//    lines it is given, no clock. The same inputs give the same bytes.
// 2. A line waits for one thing, under a number that is never used twice: a timer, a task, a Map Run. An
//    event about any other number is stale, and a stale event changes nothing at all.
// 3. A state type is `enter` (an attempt begins) and `resume` or `join` (what it waited for has come). They
//    answer finished, waiting or failed. What follows from that is decided here, once for all types:
//    Retry, Catch, size limits, the history events around a state, the end.
// 4. Lines take turns, one state at a time, so that branches go on side by side.
// 5. A workflow's failure is data. Expressions that cannot be evaluated throw EvaluationError inside of
//    a visit and become failures there; any other exception is a bug of this program.
// 6. History is output. Nothing here ever reads it.

import type { State } from "../asl/definition.ts";
import { defined, unreachable } from "../base/assert.ts";
import {
  clearTimer,
  closeDraft,
  type Draft,
  FIRST_LINE,
  failureDetails,
  openDraft,
  queueStep,
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
import { dropFork, endLine, failLine, type Joined } from "./end-line.ts";
import type { ExecutionEvent } from "./event.ts";
import { limitExecution } from "./execution-timeout.ts";
import { exitState, stepTo } from "./exit.ts";
import { handleFailure } from "./fail.ts";
import { type Lines, NO_LINES } from "./line-table.ts";
import type { Machine } from "./machine.ts";
import { beginNext } from "./open-fork.ts";
import { findUnpassable } from "./passable.ts";
import { redriveExecution } from "./redrive.ts";
import type { ExecutionState, Frame, Step, Waiting } from "./state.ts";
import { enterState, resumeState, type WakingEvent } from "./states.ts";
import type { Transition } from "./transition.ts";
import {
  evaluating,
  type Failed,
  type Finished,
  type Outcome,
  openVisit,
  saveFrame,
  type Visit,
} from "./visit.ts";

/** Where one commit gets too large to be held back for more: the rest follows in the next. */
const PAUSE_AFTER_EVENTS = 5_000;
const PAUSE_AFTER_CHARACTERS = 8_000_000;

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const HISTORY_EVENTS_MAX = 25_000;

/**
 * Takes one event to its end. Asynchronous because evaluating and reading may be.
 * @param lines those that are kept beside the progress of `before`
 */
export async function advance(
  machine: Machine,
  before: ExecutionState,
  event: ExecutionEvent,
  lines: Lines = NO_LINES,
): Promise<Transition> {
  const draft = openDraft(machine, before, event, lines);
  if (!(await take(draft, event))) {
    return { after: before, history: [], effects: [], lines: [], isStale: true };
  }
  await takeTurns(draft);
  return closeDraft(draft, before);
}

/** Whether the event still means anything. */
async function take(draft: Draft, event: ExecutionEvent): Promise<boolean> {
  if (event.kind === "executionStarted") return start(draft);
  if (event.kind === "redriveRequested") return redrive(draft, event.clientToken);
  if (draft.status !== "RUNNING") return false;
  switch (event.kind) {
    case "stopRequested":
      // It has not even begun.
      if (draft.lastEventId === 0) return false;
      await abortExecution(draft, failureDetails(event));
      return true;
    case "taskHeartbeat":
      return beat(draft, event);
    case "timerFired":
      return fire(draft, event);
    case "mapRunEnded":
      return endMapRun(draft, event);
    case "taskStarted":
    case "taskSubmitted":
    case "taskSucceeded":
    case "taskFailed":
      return hear(draft, event);
    default:
      return unreachable(event);
  }
}

function start(draft: Draft): boolean {
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
  const { StartAt } = machine.definition;
  limitExecution(draft);
  // AWS: the first state's Entered event has no parent either.
  const step = { stateName: StartAt, input: origin.input, previousEventId: 0, variables: {} };
  queueStep(draft, FIRST_LINE, step);
  return true;
}

async function redrive(draft: Draft, clientToken: string | undefined): Promise<boolean> {
  if (draft.status === "RUNNING" || draft.status === "SUCCEEDED") return false;
  return redriveExecution(draft, clientToken);
}

type EventOf<Kind extends ExecutionEvent["kind"]> = Extract<ExecutionEvent, { kind: Kind }>;

async function beat(draft: Draft, { line = FIRST_LINE, task }: EventOf<"taskHeartbeat">) {
  const frame = await findFrame(draft, line);
  const waiting = frame?.waitingFor;
  if (!frame || waiting?.kind !== "task" || waiting.task !== task) return false;
  if (!waiting.heartbeat) return true;
  const dueAt = draft.at + waiting.heartbeat.seconds * 1000;
  draft.effects.push({ kind: "setTimer", timer: waiting.heartbeat.timer, line, dueAt });
  const heartbeat = { ...waiting.heartbeat, dueAt };
  draft.lines.putLine(line, { frame: { ...frame, waitingFor: { ...waiting, heartbeat } } });
  return true;
}

async function fire(draft: Draft, event: EventOf<"timerFired">): Promise<boolean> {
  const { timer, line = FIRST_LINE } = event;
  if (timer === draft.timeoutTimer) {
    await timeOutExecution(draft);
    return true;
  }
  if (timer === draft.pause?.timer) return goOnAfterPause(draft);
  const frame = await findFrame(draft, line);
  const waiting = frame?.waitingFor;
  if (!frame || !waiting || !isItsTimer(waiting, timer, draft.at)) return false;
  clearTimer(draft, timer);
  if (waiting.kind === "retry") await again(draft, line, frame);
  else await wake(draft, line, frame, event);
  return true;
}

function isItsTimer(waiting: Waiting, timer: number, at: number): boolean {
  if (waiting.kind === "fork" || waiting.kind === "mapRun") return false;
  if (waiting.kind !== "task") return waiting.timer === timer;
  if (waiting.heartbeat?.timer === timer) return waiting.heartbeat.dueAt <= at;
  return waiting.timeoutTimer === timer;
}

async function hear(
  draft: Draft,
  event: EventOf<"taskStarted" | "taskSubmitted" | "taskSucceeded" | "taskFailed">,
): Promise<boolean> {
  const { line = FIRST_LINE } = event;
  const frame = await findFrame(draft, line);
  const waiting = frame?.waitingFor;
  if (!frame || waiting?.kind !== "task" || waiting.task !== event.task) return false;
  if (event.kind === "taskSubmitted" && waiting.isSubmitted) return false;
  if (event.kind === "taskStarted" && !waiting.pending) return false;
  await wake(draft, line, frame, event);
  return true;
}

async function endMapRun(draft: Draft, event: EventOf<"mapRunEnded">): Promise<boolean> {
  const { line = FIRST_LINE } = event;
  const frame = await findFrame(draft, line);
  const waiting = frame?.waitingFor;
  if (!frame || waiting?.kind !== "mapRun" || waiting.mapRun !== event.mapRun) return false;
  await wake(draft, line, frame, event);
  return true;
}

async function findFrame(draft: Draft, number: number): Promise<Frame | undefined> {
  const line = await draft.lines.findLine(number);
  return line && "frame" in line ? line.frame : undefined;
}

/** Moves on from state to state until every line waits or the execution is over. */
async function takeTurns(draft: Draft): Promise<void> {
  for (let next = 0; next < draft.turns.length && draft.status === "RUNNING"; next++) {
    if (isLong(draft)) {
      pause(draft, next);
      return;
    }
    if (isFull(draft)) {
      await overflow(draft);
      return;
    }
    const turn = draft.turns[next];
    if (typeof turn === "object") await beginNext(draft, turn);
    else if (turn !== undefined && !draft.halted.has(turn)) await takeStep(draft, turn);
  }
}

async function takeStep(draft: Draft, number: number): Promise<void> {
  const line = draft.lines.peekLine(number) ?? (await draft.lines.findLine(number));
  if (!line || "output" in line) return;
  if ("frame" in line) {
    await again(draft, number, line.frame);
    return;
  }
  const visit = await openVisit(draft, number, enter(draft, line.step));
  await settle(visit, await evaluating(visit, () => enterState(visit)));
}

async function again(draft: Draft, line: number, frame: Frame): Promise<void> {
  if (isFull(draft)) {
    await overflow(draft);
    return;
  }
  const visit = await openVisit(draft, line, withoutWaiting(frame));
  await settle(visit, await evaluating(visit, () => enterState(visit)));
}

async function wake(draft: Draft, line: number, frame: Frame, event: WakingEvent): Promise<void> {
  const visit = await openVisit(draft, line, frame);
  await settle(visit, await evaluating(visit, () => resumeState(visit, event)));
}

function enter(draft: Draft, step: Step): Frame {
  const state = draft.machine.states.get(step.stateName);
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

/** Takes an outcome to where its line waits, has its next turn or has ended, and with it what it was part of. */
async function settle(visit: Visit<State>, outcome: Outcome): Promise<void> {
  let joined: Joined | undefined;
  if (outcome.kind === "waiting") {
    visit.frame = { ...visit.frame, waitingFor: outcome.waitingFor };
    saveFrame(visit);
    return;
  }
  joined = { visit, outcome, isOfLine: false };
  while (joined) joined = await settleOne(joined);
}

/** Answers with the state that forked, where the end of a line is the end of its fork. */
async function settleOne({ visit, outcome, isOfLine }: Joined): Promise<Joined | undefined> {
  // What it waited for is settled: nothing may call that off a second time.
  visit.frame = withoutWaiting(visit.frame);
  saveFrame(visit);
  if (outcome.kind === "failed") return settleFailed(visit, outcome, isOfLine);
  const unpassable = findUnpassable(visit, outcome);
  return unpassable ? settleFailed(visit, unpassable, false) : settleFinished(visit, outcome);
}

async function settleFinished(
  visit: Visit<State>,
  finished: Finished,
): Promise<Joined | undefined> {
  const { draft, line } = visit;
  exitState(visit, finished);
  const { next, output } = finished;
  if (next !== undefined) queueStep(draft, line, stepTo(visit, next, output));
  else if (line !== FIRST_LINE) return endLine(visit, output);
  else await succeedExecution(draft, visit.frame.previousEventId, output);
  return undefined;
}

async function settleFailed(
  visit: Visit<State>,
  failed: Failed,
  isOfLine: boolean,
): Promise<Joined | undefined> {
  const { draft, line } = visit;
  const handled = await handleFailure(visit, failed, isOfLine);
  if (handled.kind === "unhandled") {
    // A redrive goes on with the lines of the fork, or with the Map Run.
    const { mapRun } = handled.failed;
    if (isOfLine) visit.frame = { ...visit.frame, waitingFor: { kind: "fork" } };
    else if (mapRun) visit.frame = { ...visit.frame, waitingFor: mapRun };
    saveFrame(visit);
    if (line !== FIRST_LINE) return failLine(visit, handled.failed);
    await failExecution(draft, visit.frame.previousEventId, handled.failed.failure);
    return undefined;
  }
  if (isOfLine) await dropFork(draft, line);
  if (handled.kind === "caught") queueStep(draft, line, handled.step);
  return undefined;
}

function isLong(draft: Draft): boolean {
  return draft.history.length >= PAUSE_AFTER_EVENTS || draft.historySize >= PAUSE_AFTER_CHARACTERS;
}

/** The turns from `next` on are taken in another transition. */
function pause(draft: Draft, next: number): void {
  const ready = draft.turns
    .slice(next)
    .map((turn) => (typeof turn === "object" ? turn.line : turn))
    .filter((line) => !draft.halted.has(line));
  const timer = draft.pause?.timer ?? setTimer(draft, FIRST_LINE, draft.at);
  draft.pause = { timer, ready: [...(draft.pause?.ready ?? []), ...ready] };
}

async function goOnAfterPause(draft: Draft): Promise<boolean> {
  const { timer, ready } = defined(draft.pause, "what was put off");
  draft.pause = undefined;
  clearTimer(draft, timer);
  for (const line of ready) {
    const fork = await draft.lines.findFork(line);
    draft.turns.push(fork ? { line, firstLine: fork.firstLine } : line);
  }
  return true;
}

/** Room is kept for the events of one more visit and the end. */
function isFull(draft: Draft): boolean {
  if (draft.origin.isExpress) return false;
  return draft.lastEventId > historyEventsMax(draft) - 8;
}

function historyEventsMax({ machine }: Draft): number {
  return machine.historyEventsMax ?? HISTORY_EVENTS_MAX;
}

async function overflow(draft: Draft): Promise<void> {
  await failExecution(draft, draft.lastEventId, {
    error: "States.Runtime",
    cause: `The execution reached the maximum number of history events (${historyEventsMax(draft)}).`,
  });
}

function withoutWaiting(frame: Frame): Frame {
  if (frame.waitingFor === undefined) return frame;
  const { waitingFor: _, ...rest } = frame;
  return rest;
}
