// What a burst comes to in the store. Only what is still true at its end is written: a timer that was set
// and cleared, or a task that was scheduled and answered inside the burst, leaves no row.

import type { Instant } from "../base/instant.ts";
import type { CloseTask, Effect, ScheduleTask } from "../execution/effect.ts";
import type { HistoryEvent } from "../execution/history-event.ts";
import type { ExecutionOrigin } from "../execution/state.ts";
import type { Change } from "../store/change.ts";
import type { TaskClosing, TaskRecord } from "../store/records.ts";
import type { Burst } from "./burst.ts";
import type { Closing } from "./engine.ts";
import { jobEndChanges } from "./job-end.ts";
import { mapItemEndChanges, mapRunChanges } from "./map-run-changes.ts";
import { isAskedFor } from "./runner-of.ts";

/** What else is to be stored when a task is over that people may have been asked about. */
export type TaskClosedListener = (closed: {
  readonly executionId: string;
  readonly task: number;
  readonly closing: TaskClosing;
  readonly at: Instant;
}) => readonly Change[];

export interface BurstFacts {
  readonly burst: Burst;
  readonly at: Instant;
  /** Through whom the event came that began the burst. */
  readonly closing: Closing;
  readonly taskClosed: TaskClosedListener;
}

/** All changes of a burst but the one on the execution itself. */
export function changesOfBurst(facts: BurstFacts): readonly Change[] {
  const { burst } = facts;
  return [
    ...historyChanges(burst.after.origin, burst.history),
    ...lineChanges(burst),
    ...timerChanges(burst),
    ...taskChanges(facts),
    ...burst.changes,
    ...jobEndChanges(burst.after),
    ...mapRunChanges(facts),
    ...mapItemEndChanges(burst.after),
  ];
}

/** AWS: the history of an EXPRESS execution may be of any length, and nobody can ask for it. */
const EXPRESS_EVENTS_KEPT = 25_000;

function historyChanges(
  { executionId, isExpress, inputText }: ExecutionOrigin,
  history: readonly HistoryEvent[],
): Change[] {
  const first = history[0];
  const last = history.at(-1);
  if (!first || !last) return [];
  if (isExpress && first.id > EXPRESS_EVENTS_KEPT) return [];
  return [
    {
      kind: "appendHistory",
      chunk: { executionId, firstEventId: first.id, lastEventId: last.id, events: history },
      ...(first.id === 1 && { input: inputText }),
    },
  ];
}

function lineChanges({ after, lines }: Burst): Change[] {
  if (lines.length === 0) return [];
  return [{ kind: "changeLines", executionId: after.origin.executionId, changes: lines }];
}

function timerChanges({ after, effects }: Burst): Change[] {
  const { executionId } = after.origin;
  const last = new Map<number, Effect>();
  const isNew = new Set<number>();
  for (const effect of effects) {
    if (effect.kind !== "setTimer" && effect.kind !== "clearTimer") continue;
    if (effect.kind === "setTimer" && !last.has(effect.timer)) isNew.add(effect.timer);
    last.set(effect.timer, effect);
  }
  return [...last.values()].flatMap((effect): Change[] => {
    if (effect.kind === "setTimer") {
      const { timer, line, dueAt } = effect;
      return [{ kind: "putTimer", timer: { executionId, timer, line, dueAt } }];
    }
    if (effect.kind !== "clearTimer" || isNew.has(effect.timer)) return [];
    return [{ kind: "removeTimer", executionId, timer: effect.timer }];
  });
}

function taskChanges(facts: BurstFacts): Change[] {
  const { effects } = facts.burst;
  const scheduled = new Map<number, ScheduleTask>();
  const ended = new Map<number, CloseTask>();
  for (const effect of effects) {
    if (effect.kind === "scheduleTask") scheduled.set(effect.task, effect);
    if (effect.kind === "closeTask") ended.set(effect.task, effect);
  }
  const opened = [...scheduled.values()]
    .filter(({ task }) => !ended.has(task))
    .map((effect): Change => ({ kind: "putTask", task: recordOf(facts, effect) }));
  const closed = [...ended.values()]
    .filter(({ task }) => !scheduled.has(task))
    .flatMap((effect) => closeChanges(facts, effect));
  return [...opened, ...closed];
}

function closeChanges(
  facts: BurstFacts,
  { task, reason, isByToken, isForPeople }: CloseTask,
): Change[] {
  const { executionId } = facts.burst.after.origin;
  const closing: TaskClosing = { reason, ...facts.closing };
  const closed = { executionId, task, closing, at: facts.at };
  const close: Change = { kind: "closeTask", ...closed, hasToken: isByToken };
  return isForPeople === false ? [close] : [close, ...facts.taskClosed(closed)];
}

function recordOf({ burst, at }: BurstFacts, effect: ScheduleTask): TaskRecord {
  const { origin } = burst.after;
  const asked = burst.answered.get(effect.task);
  return {
    executionId: origin.executionId,
    task: effect.task,
    line: effect.line,
    stateMachineName: origin.stateMachineName,
    stateName: effect.stateName,
    resource: effect.resource,
    status: asked ? "waiting" : "queued",
    hasToken: effect.token !== undefined,
    parameters: asked ? null : JSON.stringify(effect.parameters),
    subject: asked?.subject ?? null,
    ...(asked?.hasApproval && { hasApproval: true }),
    createdAt: at,
    dueAt: asked || isAskedFor(effect.resource) ? null : at,
    closedAt: null,
    closing: null,
  };
}
