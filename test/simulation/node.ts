// One server of several on the same store, with a clock of its own: the real engine and its real loops,
// wired as `server.ts` wires them, but for the doors.

import assert from "node:assert/strict";
import type { Instant } from "../../src/base/instant.ts";
import { type Commit, createCommitQueue } from "../../src/engine/commit-queue.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import type { Datasets } from "../../src/engine/datasets.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createLoop, type Loop } from "../../src/engine/loop.ts";
import { createMapRunWork } from "../../src/engine/map-run-work.ts";
import { createTaskCalls } from "../../src/engine/task-loop.ts";
import { SCOPE, SECRET } from "../../src/engine/testing.ts";
import { fireTimers } from "../../src/engine/timer-loop.ts";
import { dueWorkOf } from "../../src/store/due-work.ts";
import type { DueWork, Store, Unit } from "../../src/store/store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { type ActivityPollers, createActivityPollers } from "../../src/tasks/activity-pollers.ts";
import type { Log } from "../../src/telemetry/log.ts";
import { drawBetween } from "./draw.ts";
import { createFaultyStore, type FaultyStoreOptions } from "./faulty-store.ts";
import { createRunners, type RunnersOptions } from "./runners.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface Node {
  readonly engine: Engine;
  readonly store: Store;
  readonly isAlive: boolean;
  /** From now on nothing that it does has an effect, and nothing reaches it. */
  crash(): void;
  /** Ends what it does as a server that is asked to stop. */
  stop(): Promise<void>;
  /** A worker asks for a task of an activity. */
  readonly poll: ActivityPollers["poll"];
  /** Another node has stored work. */
  hearOf(work: DueWork): void;
}

export type NodeOptions = Omit<FaultyStoreOptions, "isAlive" | "listen"> &
  Omit<RunnersOptions, "engine">;

export function startNode(options: NodeOptions): Node {
  const { time, recorder, weather } = options;
  const log = logOf(time);
  let isAlive = true;
  let hearOf: (work: DueWork) => void = () => undefined;
  const skewMs = drawBetween(time.random, -weather.skewMs, weather.skewMs);
  const clock = recorder.clock((): Instant => time.now + skewMs);
  const store = createFaultyStore({
    ...options,
    isAlive: () => isAlive,
    listen: (listener) => {
      hearOf = listener;
    },
  });
  const commit: Commit = recorder.commit(
    createCommitQueue(store, {
      unitCommitted(unit) {
        wake(dueWorkOf([unit]) ?? {});
        abortCalls(unit);
        activityPollers.unitCommitted(unit);
      },
    }),
  );
  const runners = createRunners({
    ...options,
    store,
    engine: {
      startExecution: (request) => engine.startExecution(request),
      deliver: (...event) => engine.deliver(...event),
    },
  });
  const core = { store, commit, scope: SCOPE, clock, runners, tokenSecret: SECRET };
  const engine = recorder.engine(
    createEngine({ ...core, resourceAnswered: (task) => taskCalls.answered(task) }),
    SECRET,
  );
  const activityPollers = createActivityPollers({ ...core, engine, waitMs: POLL_MS });
  const taskCalls = createTaskCalls({ ...core, engine, log });
  const mapRunWork = createMapRunWork({
    ...core,
    engine,
    datasets: NO_DATASETS,
    log,
    workEnded: () => loops.mapRuns.wake(),
  });
  const loops = {
    timers: loopOf("timers", () => fireTimers({ ...core, engine, log })),
    tasks: loopOf("tasks", () => taskCalls.tick()),
    mapRuns: loopOf("mapRuns", () => mapRunWork.tick()),
  };
  store.onDueWork(wake);
  for (const loop of Object.values(loops)) loop.start();

  function loopOf(name: string, tick: () => Promise<Instant | undefined>): Loop {
    return createLoop({ name, tick, clock, log });
  }

  function wake({ timers, tasks, mapRuns }: DueWork): void {
    if (timers !== undefined) loops.timers.wake(timers);
    if (tasks !== undefined) loops.tasks.wake(tasks);
    if (mapRuns !== undefined) loops.mapRuns.wake(mapRuns);
  }

  function abortCalls(unit: Unit): void {
    for (const change of unit) if (change.kind === "closeTask") taskCalls.abort(change);
  }

  return {
    engine,
    store,
    get isAlive() {
      return isAlive;
    },
    crash() {
      isAlive = false;
    },
    poll: (activityArn, worker) => activityPollers.poll(activityArn, worker),
    async stop() {
      activityPollers.stop();
      await Promise.all(Object.values(loops).map((loop) => loop.stop()));
      await taskCalls.stop();
      await mapRunWork.stop();
      isAlive = false;
    },
    hearOf: (work) => {
      if (isAlive) hearOf(work);
    },
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
