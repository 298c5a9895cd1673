// One server of several on the same store, with a clock of its own: the real engine and its real loops,
// wired as `server.ts` wires them, but for the doors.

import assert from "node:assert/strict";
import type { Clock, Instant } from "../../src/base/instant.ts";
import { createCommitQueue } from "../../src/engine/commit-queue.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import type { Datasets } from "../../src/engine/datasets.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createLoop, type Loop } from "../../src/engine/loop.ts";
import { createMapRunWork, type MapRunWork } from "../../src/engine/map-run-work.ts";
import { createTaskCalls, type TaskCalls } from "../../src/engine/task-loop.ts";
import { SCOPE, SECRET } from "../../src/engine/testing.ts";
import { fireTimers } from "../../src/engine/timer-loop.ts";
import { dueWorkOf } from "../../src/store/due-work.ts";
import type { DueWork, Store, Unit } from "../../src/store/store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { type ActivityPollers, createActivityPollers } from "../../src/tasks/activity-pollers.ts";
import type { Log } from "../../src/telemetry/log.ts";
import { drawBetween } from "./draw.ts";
import { createFaultyStore, type FaultyStoreOptions } from "./faulty-store.ts";
import { createRunners, drawId, type RunnersOptions } from "./runners.ts";
import type { VirtualTime } from "./virtual-time.ts";

export type NodeOptions = Omit<FaultyStoreOptions, "isAlive" | "listen"> &
  Omit<RunnersOptions, "engine">;

export class Node {
  readonly engine: Engine;
  readonly store: Store;
  isAlive = true;
  readonly #pollers: ActivityPollers;
  readonly #taskCalls: TaskCalls;
  readonly #mapRunWork: MapRunWork;
  readonly #loops: Readonly<Record<"timers" | "tasks" | "mapRuns", Loop>>;
  #listener: (work: DueWork) => void = () => undefined;

  constructor(options: NodeOptions) {
    const { time, recorder } = options;
    const log = logOf(time);
    const clock = recorder.clock(drawClock(options));
    this.store = createFaultyStore({
      ...options,
      isAlive: () => this.isAlive,
      listen: (listener) => {
        this.#listener = listener;
      },
    });
    const { store } = this;
    // Whoever was asked first writes for all who are asked meanwhile.
    const unitCommitted = (unit: Unit) => recorder.outside(() => this.#unitCommitted(unit));
    const commit = recorder.commit(createCommitQueue(store, { unitCommitted }));
    const runners = createRunners({ ...options, store, engine: () => this.engine });
    const core = { store, commit, scope: SCOPE, clock, runners, tokenSecret: SECRET };
    this.engine = recorder.engine(
      withDrawnIds(
        time,
        createEngine({ ...core, resourceAnswered: (task) => this.#taskCalls.answered(task) }),
      ),
      SECRET,
    );
    const parts = { ...core, engine: this.engine, log };
    this.#pollers = createActivityPollers({ ...parts, waitMs: POLL_MS });
    this.#taskCalls = createTaskCalls(parts);
    const workEnded = () => this.#loops.mapRuns.wake();
    this.#mapRunWork = createMapRunWork({ ...parts, datasets: NO_DATASETS, workEnded });
    const loopOf = (name: string, tick: () => Promise<Instant | undefined>) =>
      createLoop({ name, tick, clock, log });
    this.#loops = {
      timers: loopOf("timers", () => fireTimers(parts)),
      tasks: loopOf("tasks", () => this.#taskCalls.tick()),
      mapRuns: loopOf("mapRuns", () => this.#mapRunWork.tick()),
    };
    store.onDueWork((work) => this.#wake(work));
    for (const loop of Object.values(this.#loops)) loop.start();
  }

  /** A worker asks for a task of an activity. */
  poll(...of: Parameters<ActivityPollers["poll"]>): ReturnType<ActivityPollers["poll"]> {
    return this.#pollers.poll(...of);
  }

  /** Another node has stored work. */
  hearOf(work: DueWork): void {
    if (this.isAlive) this.#listener(work);
  }

  /** From now on nothing that it does has an effect, and nothing reaches it. */
  crash(): void {
    this.isAlive = false;
  }

  /** Ends what it does as a server that is asked to stop. */
  async stop(): Promise<void> {
    this.#pollers.stop();
    await Promise.all(Object.values(this.#loops).map((loop) => loop.stop()));
    await this.#taskCalls.stop();
    await this.#mapRunWork.stop();
    this.isAlive = false;
  }

  #unitCommitted(unit: Unit): void {
    this.#wake(dueWorkOf([unit]) ?? {});
    for (const change of unit) if (change.kind === "closeTask") this.#taskCalls.abort(change);
    this.#pollers.unitCommitted(unit);
  }

  #wake({ timers, tasks, mapRuns }: DueWork): void {
    if (timers !== undefined) this.#loops.timers.wake(timers);
    if (tasks !== undefined) this.#loops.tasks.wake(tasks);
    if (mapRuns !== undefined) this.#loops.mapRuns.wake(mapRuns);
  }
}

function drawClock({ time, weather }: NodeOptions): Clock {
  const skewMs = drawBetween(time.random, -weather.skewMs, weather.skewMs);
  return () => time.now + skewMs;
}

/** Every id of an execution follows from the random source. */
function withDrawnIds(time: VirtualTime, engine: Engine): Engine {
  return {
    ...engine,
    startExecution: (request) => engine.startExecution({ executionId: drawId(time), ...request }),
  };
}

/** Shorter than elsewhere: a worker looks for a task once a second. */
const POLL_MS = 4_000;

/** Items come from the state's input here. */
const NO_DATASETS: Datasets = {
  read: () => assert.fail("nothing is read"),
  openTarget: () => assert.fail("nothing is written"),
};

/** That the store cannot be reached is expected; any other error is a bug. */
function logOf(time: VirtualTime): Log {
  const silent = () => undefined;
  return {
    debug: silent,
    info: silent,
    warn: silent,
    error(fields) {
      const { error } = fields as { error?: unknown };
      if (error instanceof StoreError) return;
      time.begin(() => Promise.reject(error));
    },
  };
}
