// What an execution should be: the interpreter alone is given the events that the execution has taken, one
// after the other, with nothing around it that could fail.

import assert from "node:assert/strict";
import type { Instant } from "../../src/base/instant.ts";
import { advance } from "../../src/execution/advance.ts";
import type { Effect, ScheduleTask, TaskEnd } from "../../src/execution/effect.ts";
import type { Happening } from "../../src/execution/event.ts";
import type { HistoryEvent } from "../../src/execution/history-event.ts";
import { LineTable, NO_LINES } from "../../src/execution/line-table.ts";
import type { Machine } from "../../src/execution/machine.ts";
import {
  type ExecutionOrigin,
  type ExecutionState,
  NOT_STARTED,
} from "../../src/execution/state.ts";
import type { Accepted } from "./recorder.ts";
import { sentBy } from "./runners.ts";

export interface PlayedBack {
  readonly state: ExecutionState;
  readonly lines: LineTable;
  readonly history: readonly HistoryEvent[];
  /** That are set and have not fired. */
  readonly timers: ReadonlyMap<number, Extract<Effect, { kind: "setTimer" }>>;
  readonly tasks: ReadonlyMap<number, PlayedTask>;
  /** Those that an atomic runner has answered with a success. */
  readonly answered: ReadonlySet<number>;
}

export interface PlayedTask {
  readonly scheduled: ScheduleTask;
  /** By number, the commit that scheduled it. */
  readonly scheduledIn: number;
  readonly closed?: {
    readonly reason: TaskEnd;
    readonly at: Instant;
    readonly closedIn: number;
  };
}

export async function playBack(
  machine: Machine,
  origin: ExecutionOrigin,
  accepted: readonly Accepted[],
): Promise<PlayedBack> {
  let state: ExecutionState = { origin, progress: NOT_STARTED };
  const lines = new LineTable(NO_LINES);
  const history: HistoryEvent[] = [];
  const timers = new Map<number, Extract<Effect, { kind: "setTimer" }>>();
  const tasks = new Map<number, PlayedTask>();
  const answered = new Set<number>();
  const begun = new Set<number>();
  /** From the id of a Map Run to the one that it has here. */
  const mapRuns = new Map<string, string>();

  for (const [commit, { at, happenings, mapRuns: ids }] of accepted.entries()) {
    const fresh = ids.values();
    for (const each of happenings) {
      const happening = translated(each);
      checkDue(happening, at);
      checkOpen(happening);
      if (isSent(happening)) answered.add(happening.task);
      const line = "task" in happening ? tasks.get(happening.task)?.scheduled.line : undefined;
      const event = { line: line ?? 0, ...happening, at, seed: "any" };
      const transition = await advance(machine, state, event, lines);
      const { kind } = happening;
      assert.equal(transition.isStale, false, `a stale ${kind} has been taken by ${origin.name}`);
      state = transition.after;
      lines.apply(transition.lines);
      history.push(...transition.history);
      for (const effect of transition.effects) {
        if (effect.kind === "startMapRun") mapRuns.set(fresh.next().value ?? "", effect.mapRun);
        take(effect, commit, at);
      }
    }
  }
  return { state, lines, history, timers, tasks, answered };

  function translated(happening: Happening): Happening {
    if (happening.kind !== "mapRunEnded") return happening;
    return { ...happening, mapRun: mapRuns.get(happening.mapRun) ?? "unknown" };
  }

  function checkDue(happening: Happening, at: Instant): void {
    if (happening.kind !== "timerFired") return;
    const timer = timers.get(happening.timer);
    assert.ok(timer !== undefined, `timer ${happening.timer} has fired and was not set`);
    assert.ok(timer.dueAt <= at, `timer ${happening.timer} has fired before it was due`);
  }

  function checkOpen(happening: Happening): void {
    if (!("task" in happening)) return;
    const task = tasks.get(happening.task);
    const what = `${happening.kind} of task ${happening.task}`;
    assert.ok(task && !task.closed, `${what} has been taken while the task was open`);
    if (happening.kind !== "taskStarted") return;
    assert.ok(!begun.has(happening.task), `${what} has been taken once`);
    begun.add(happening.task);
  }

  function take(effect: Effect, commit: number, at: Instant): void {
    if (effect.kind === "setTimer") timers.set(effect.timer, effect);
    if (effect.kind === "clearTimer") timers.delete(effect.timer);
    if (effect.kind === "scheduleTask") {
      tasks.set(effect.task, { scheduled: effect, scheduledIn: commit });
    }
    if (effect.kind !== "closeTask") return;
    const task = tasks.get(effect.task);
    assert.ok(task && !task.closed, `task ${effect.task} is over, once`);
    tasks.set(effect.task, {
      ...task,
      closed: { reason: effect.reason, at, closedIn: commit },
    });
  }
}

function isSent(happening: Happening): happening is Extract<Happening, { task: number }> {
  return "output" in happening && happening.output === JSON.stringify(sentBy(happening));
}
