// The loops of the server: each does what is due, and sleeps until a commit wakes it.

import { type ApprovalLoopOptions, passApprovalTime } from "../approvals/approval-loop.ts";
import type { Engine } from "../engine/engine.ts";
import { createLoop, type Loop } from "../engine/loop.ts";
import type { MapRunWork } from "../engine/map-run-work.ts";
import type { TaskCalls, TaskLoopOptions } from "../engine/task-loop.ts";
import { fireTimers } from "../engine/timer-loop.ts";
import type { Channels } from "../notifications/channel.ts";
import { createDeliveryLoop } from "../notifications/delivery-loop.ts";
import type { DueWork, Store } from "../store/store.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

export type Loops = Readonly<Record<keyof DueWork, Loop>>;

export function createLoops(
  parts: TaskLoopOptions &
    ApprovalLoopOptions & {
      readonly engine: Engine;
      readonly store: Store;
      readonly taskCalls: Pick<TaskCalls, "tick">;
      readonly mapRunWork: Pick<MapRunWork, "tick">;
      readonly channels: Channels;
      readonly metrics: Pick<Metrics, "deliverySettled">;
      readonly log: Log;
    },
): Loops {
  const { clock, log, metrics } = parts;
  return {
    timers: createLoop({ name: "timers", tick: () => fireTimers(parts), clock, log }),
    tasks: createLoop({ name: "tasks", tick: parts.taskCalls.tick, clock, log }),
    mapRuns: createLoop({ name: "mapRuns", tick: parts.mapRunWork.tick, clock, log }),
    deliveries: createDeliveryLoop({
      ...parts,
      deliverySettled: ({ channel }, status) =>
        metrics.deliverySettled({ protocol: channel }, status),
    }),
    approvals: createLoop({ name: "approvals", tick: () => passApprovalTime(parts), clock, log }),
  };
}

/**
 * Whatever a commit has made due, its loop hears of; also what another server has stored, which may be
 * busy, or gone by then.
 */
export function wakeLoops(loops: Loops, work: DueWork = {}): void {
  for (const [name, at] of Object.entries(work)) loops[name as keyof DueWork].wake(at);
}
