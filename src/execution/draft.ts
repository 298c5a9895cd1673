// A transition under construction. It is the one mutable thing of the interpreter and never outlives
// the call of `advance` that made it. History numbering lives here and nowhere else.

import type { Failure } from "../asl/failure.ts";
import type { Instant } from "../base/instant.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { type Random, randomFrom } from "../base/random.ts";
import type { Effect, TaskEnd } from "./effect.ts";
import type { ExecutionEvent } from "./event.ts";
import type { HistoryEvent } from "./history-event.ts";
import type { Machine } from "./machine.ts";
import type {
  ExecutionEnd,
  ExecutionOrigin,
  ExecutionState,
  ExecutionStatus,
  Frame,
} from "./state.ts";
import type { Transition } from "./transition.ts";

export interface Draft {
  readonly machine: Machine;
  readonly origin: ExecutionOrigin;
  readonly at: Instant;
  readonly random: Random;
  readonly history: HistoryEvent[];
  readonly effects: Effect[];
  /** Characters of payload in `history`: the measure of when to pause. */
  historySize: number;
  status: ExecutionStatus;
  lastEventId: number;
  lastTask: number;
  lastTimer: number;
  timeoutTimer: number | undefined;
  frame: Frame | undefined;
  end: ExecutionEnd | undefined;
  lastText: { readonly value: Json; readonly text: string } | undefined;
}

export function openDraft(machine: Machine, before: ExecutionState, event: ExecutionEvent): Draft {
  const { progress } = before;
  return {
    machine,
    origin: before.origin,
    at: event.at,
    random: randomFrom(event.seed),
    history: [],
    effects: [],
    historySize: 0,
    status: progress.status,
    lastEventId: progress.lastEventId,
    lastTask: progress.lastTask,
    lastTimer: progress.lastTimer,
    timeoutTimer: progress.timeoutTimer,
    frame: progress.frame,
    end: progress.end,
    lastText: undefined,
  };
}

export function closeDraft(draft: Draft): Transition {
  return {
    after: {
      origin: draft.origin,
      progress: {
        status: draft.status,
        lastEventId: draft.lastEventId,
        lastTask: draft.lastTask,
        lastTimer: draft.lastTimer,
        ...(draft.timeoutTimer !== undefined && { timeoutTimer: draft.timeoutTimer }),
        ...(draft.frame && { frame: draft.frame }),
        ...(draft.end && { end: draft.end }),
      },
    },
    history: draft.history,
    effects: draft.effects,
    isStale: false,
  };
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

export function setTimer(draft: Draft, dueAt: Instant): number {
  draft.lastTimer += 1;
  draft.effects.push({ kind: "setTimer", timer: draft.lastTimer, dueAt });
  return draft.lastTimer;
}

export function clearTimer(draft: Draft, timer: number | undefined): void {
  if (timer !== undefined) draft.effects.push({ kind: "clearTimer", timer });
}

export function closeTask(draft: Draft, task: number, reason: TaskEnd): void {
  draft.effects.push({ kind: "closeTask", task, reason });
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
