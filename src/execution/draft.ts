// A transition under construction. It is the one mutable thing of the interpreter and never outlives
// the call of `advance` that made it. History numbering lives here and nowhere else.

import type { Failure } from "../asl/failure.ts";
import type { Instant } from "../base/instant.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { type Random, randomFrom } from "../base/random.ts";
import type { Effect, TaskEnd } from "./effect.ts";
import type { ExecutionEvent } from "./event.ts";
import type { HistoryEvent } from "./history-event.ts";
import { type LineChange, type Lines, LineTable } from "./line-table.ts";
import type { Machine } from "./machine.ts";
import type {
  ExecutionEnd,
  ExecutionOrigin,
  ExecutionState,
  ExecutionStatus,
  Frame,
  Line,
  Pause,
  Progress,
  Redrive,
  Step,
  WaitingForTask,
} from "./state.ts";
import type { Transition } from "./transition.ts";

/** The line that an execution begins with. */
export const FIRST_LINE = 0;

/** A line may take its step, or a fork may begin another of its lines. */
export type Turn = number | ForkTurn;

export interface ForkTurn {
  /** Whose fork it is. */
  readonly line: number;
  /** Tells it from another fork that the line opens later. */
  readonly firstLine: number;
}

export interface Draft {
  readonly machine: Machine;
  readonly origin: ExecutionOrigin;
  readonly at: Instant;
  readonly random: Random;
  readonly missingActivities: readonly string[];
  readonly history: HistoryEvent[];
  readonly effects: Effect[];
  readonly lines: LineTable;
  /** Who has a turn, first come, first served. */
  readonly turns: Turn[];
  /** Lines that were called off: they take no more turns. */
  readonly halted: Set<number>;
  /** Characters of payload in `history`: the measure of when to pause. */
  historySize: number;
  status: ExecutionStatus;
  lastEventId: number;
  lastTask: number;
  lastTimer: number;
  lastLine: number;
  timeoutTimer: number | undefined;
  pause: Pause | undefined;
  redrive: Redrive | undefined;
  end: ExecutionEnd | undefined;
  lastText: { readonly value: Json; readonly text: string } | undefined;
}

export function openDraft(
  machine: Machine,
  before: ExecutionState,
  event: Pick<ExecutionEvent, "at" | "seed" | "missingActivities">,
  stored: Lines,
): Draft {
  const { progress } = before;
  const lines = new LineTable(stored);
  if (progress.frame) lines.putLine(FIRST_LINE, { frame: progress.frame });
  return {
    machine,
    origin: before.origin,
    at: event.at,
    random: randomFrom(event.seed),
    missingActivities: event.missingActivities ?? [],
    history: [],
    effects: [],
    lines,
    turns: [],
    halted: new Set(),
    historySize: 0,
    status: progress.status,
    lastEventId: progress.lastEventId,
    lastTask: progress.lastTask,
    lastTimer: progress.lastTimer,
    lastLine: progress.lastLine ?? 0,
    timeoutTimer: progress.timeoutTimer,
    pause: progress.pause,
    redrive: progress.redrive,
    end: progress.end,
    lastText: inputAsWritten(before.origin),
  };
}

export function closeDraft(draft: Draft, before: ExecutionState): Transition {
  const first = draft.lines.peekLine(FIRST_LINE);
  const frame = first && frameAlone(first);
  const isKnown = first !== undefined || draft.status === "SUCCEEDED";
  const hasLines = isKnown ? first !== undefined && !frame : before.progress.hasLines === true;
  return {
    after: { origin: draft.origin, progress: progressOf(draft, frame, hasLines) },
    history: draft.history,
    effects: draft.effects,
    lines: lineChanges(draft, { hadLines: before.progress.hasLines === true, hasLines }),
    isStale: false,
  };
}

/** AWS: an input goes into the history, and into the first state, as the caller wrote it. */
function inputAsWritten({ input, inputText }: ExecutionOrigin): Draft["lastText"] {
  return typeof input === "object" ? { value: input, text: inputText } : undefined;
}

/** The frame of the first line when nothing else has to be known of it. */
function frameAlone(line: Line): Frame | undefined {
  return "frame" in line && line.frame.waitingFor?.kind !== "fork" ? line.frame : undefined;
}

function progressOf(draft: Draft, frame: Frame | undefined, hasLines: boolean): Progress {
  return {
    status: draft.status,
    lastEventId: draft.lastEventId,
    lastTask: draft.lastTask,
    lastTimer: draft.lastTimer,
    ...(draft.lastLine > 0 && { lastLine: draft.lastLine }),
    ...(draft.timeoutTimer !== undefined && { timeoutTimer: draft.timeoutTimer }),
    ...(frame && { frame }),
    ...(hasLines && { hasLines }),
    ...(draft.pause && { pause: draft.pause }),
    ...(draft.redrive && { redrive: draft.redrive }),
    ...(draft.end && { end: draft.end }),
  };
}

/** The first line stands in the progress while it is alone, and among the others otherwise. */
function lineChanges(
  { lines }: Draft,
  { hadLines, hasLines }: { readonly hadLines: boolean; readonly hasLines: boolean },
): readonly LineChange[] {
  if (!hadLines && !hasLines) return [];
  const changes = lines.changes();
  if (hasLines) return changes;
  return [{ kind: "removeLine", line: FIRST_LINE }, ...changes.filter(isOfOthers)];
}

function isOfOthers({ kind, line }: LineChange): boolean {
  return line !== FIRST_LINE || kind === "putFork" || kind === "closeFork";
}

/** Has a line take a step when it is its turn. */
export function queueStep(draft: Draft, line: number, step: Step): void {
  draft.lines.putLine(line, { step });
  draft.turns.push(line);
}

/** Adds a history event and returns its id. */
export function record(
  draft: Draft,
  type: string,
  previousEventId: number,
  details: JsonObject,
): number {
  draft.lastEventId += 1;
  draft.history.push({ id: draft.lastEventId, previousEventId, type, at: draft.at, details });
  return draft.lastEventId;
}

export function setTimer(draft: Draft, line: number, dueAt: Instant): number {
  draft.lastTimer += 1;
  draft.effects.push({ kind: "setTimer", timer: draft.lastTimer, line, dueAt });
  return draft.lastTimer;
}

export function clearTimer(draft: Draft, timer: number | undefined): void {
  if (timer !== undefined) draft.effects.push({ kind: "clearTimer", timer });
}

export function closeTask(
  draft: Draft,
  { task, isByToken, isSubmitted, isForPeople }: WaitingForTask,
  reason: TaskEnd,
): void {
  // Before its resource has answered, nobody has been asked.
  const known = isSubmitted ? isForPeople : false;
  draft.effects.push({
    ...{ kind: "closeTask", task, reason, isByToken },
    ...(known !== undefined && { isForPeople: known }),
  });
}

/** JSON text of a value. What one state puts out the next takes in: that text is made once. */
export function textOf(draft: Draft, value: Json): string {
  if (draft.lastText?.value !== value) draft.lastText = { value, text: JSON.stringify(value) };
  draft.historySize += draft.lastText.text.length;
  return draft.lastText.text;
}

/** `{ error?, cause? }` with the members that are there, as history events hold them. */
export function failureDetails(failure: Partial<Failure>): Record<string, string> {
  return {
    ...(failure.error !== undefined && { error: failure.error }),
    ...(failure.cause !== undefined && { cause: failure.cause }),
  };
}
