// The interpreter alone, with nothing around it that could fail, and what comes of the events that it is
// given: all that should be stored.

import assert from "node:assert/strict";
import type { Instant } from "../../src/base/instant.ts";
import { advance } from "../../src/execution/advance.ts";
import type { Effect, ScheduleTask, SetTimer, TaskEnd } from "../../src/execution/effect.ts";
import type { Happening } from "../../src/execution/event.ts";
import type { HistoryEvent } from "../../src/execution/history-event.ts";
import { LineTable, NO_LINES } from "../../src/execution/line-table.ts";
import type { Machine } from "../../src/execution/machine.ts";
import {
  type ExecutionOrigin,
  type ExecutionState,
  NOT_STARTED,
} from "../../src/execution/state.ts";
import type { Transition } from "../../src/execution/transition.ts";

export interface PlayedBack {
  readonly state: ExecutionState;
  readonly lines: LineTable;
  readonly history: readonly HistoryEvent[];
  /** That are set and have not fired. */
  readonly timers: ReadonlyMap<number, SetTimer>;
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

export class Player {
  readonly #machine: Machine;
  #state: ExecutionState;
  readonly #lines = new LineTable(NO_LINES);
  readonly #history: HistoryEvent[] = [];
  readonly #timers = new Map<number, SetTimer>();
  readonly #tasks = new Map<number, PlayedTask>();
  readonly #begun = new Set<number>();

  constructor(machine: Machine, origin: ExecutionOrigin) {
    this.#machine = machine;
    this.#state = { origin, progress: NOT_STARTED };
  }

  get played(): Omit<PlayedBack, "answered"> {
    const [state, lines, history] = [this.#state, this.#lines, this.#history];
    return { state, lines, history, timers: this.#timers, tasks: this.#tasks };
  }

  /** What an event would do. */
  attempt(happening: Happening, at: Instant): Promise<Transition> {
    const line = "task" in happening ? this.#tasks.get(happening.task)?.scheduled.line : undefined;
    const event = { line: line ?? 0, ...happening, at, seed: "any" };
    return advance(this.#machine, this.#state, event, this.#lines);
  }

  /** Has it done. @param commit the number of the commit that it was part of */
  accept(happening: Happening, at: Instant, transition: Transition, commit: number): void {
    const { origin } = this.#state;
    const what = `a stale ${happening.kind} has been taken by ${origin.name}`;
    assert.equal(transition.isStale, false, what);
    this.#checkDue(happening, at);
    this.#checkOpen(happening);
    this.#state = transition.after;
    this.#lines.apply(transition.lines);
    this.#history.push(...transition.history);
    for (const effect of transition.effects) this.#take(effect, commit, at);
  }

  #checkDue(happening: Happening, at: Instant): void {
    if (happening.kind !== "timerFired") return;
    const timer = this.#timers.get(happening.timer);
    assert.ok(timer !== undefined, `timer ${happening.timer} has fired and was not set`);
    assert.ok(timer.dueAt <= at, `timer ${happening.timer} has fired before it was due`);
  }

  #checkOpen(happening: Happening): void {
    if (!("task" in happening)) return;
    const task = this.#tasks.get(happening.task);
    const what = `${happening.kind} of task ${happening.task}`;
    assert.ok(task && !task.closed, `${what} has been taken while the task was open`);
    if (happening.kind !== "taskStarted") return;
    assert.ok(!this.#begun.has(happening.task), `${what} has been taken once`);
    this.#begun.add(happening.task);
  }

  #take(effect: Effect, commit: number, at: Instant): void {
    if (effect.kind === "setTimer") this.#timers.set(effect.timer, effect);
    if (effect.kind === "clearTimer") this.#timers.delete(effect.timer);
    if (effect.kind === "scheduleTask") {
      this.#tasks.set(effect.task, { scheduled: effect, scheduledIn: commit });
    }
    if (effect.kind !== "closeTask") return;
    const task = this.#tasks.get(effect.task);
    assert.ok(task && !task.closed, `task ${effect.task} is over, once`);
    const closed = { reason: effect.reason, at, closedIn: commit };
    this.#tasks.set(effect.task, { ...task, closed });
  }
}
