// What happens by itself: the loops, and the calls that they begin. Each loop does what is due, and sleeps
// until a commit wakes it.

import { setTimeout as delay } from "node:timers/promises";
import { type ApprovalLoopOptions, passApprovalTime } from "../approvals/approval-loop.ts";
import { type DigestLoopOptions, sendDigests } from "../approvals/digest-loop.ts";
import { createSealAudit } from "../approvals/seal-audit.ts";
import type { Config } from "../config/config.ts";
import { readDkimKey } from "../config/read-dkim-key.ts";
import type { Engine } from "../engine/engine.ts";
import { createLoop, type Loop } from "../engine/loop.ts";
import { createMapRunWork } from "../engine/map-run-work.ts";
import { createRetentionLoops } from "../engine/retention.ts";
import { createTaskCalls, type TaskCalls, type TaskLoopOptions } from "../engine/task-loop.ts";
import { fireTimers } from "../engine/timer-loop.ts";
import { createChannels } from "../notifications/create-channels.ts";
import { createDeliveryLoop } from "../notifications/delivery-loop.ts";
import type { WebhookSigner } from "../notifications/sign-webhook.ts";
import type { DueWork, Store } from "../store/store.ts";
import { createDatasets } from "../tasks/create-datasets.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** What a stopping server still gives calls of resources under way. */
const CALLS_GRACE_MS = 5_000;

export interface Work {
  readonly taskCalls: TaskCalls;
  /**
   * Whatever a commit has made due, its loop hears of; also what another server has stored, which may be
   * busy, or gone by then.
   */
  wake(due: DueWork | undefined): void;
  wakeAll(): void;
  start(): void;
  stop(): Promise<void>;
}

export async function createWork(
  parts: { readonly config: Config; readonly log: Log } & TaskLoopOptions &
    ApprovalLoopOptions &
    DigestLoopOptions & {
      readonly engine: Engine;
      readonly store: Store;
      readonly metrics: Pick<Metrics, "deliverySettled">;
      readonly webhookSigner: WebhookSigner;
    },
): Promise<Work> {
  const { clock, config, log, metrics, webhookSigner } = parts;
  const { channels, close } = await createChannels({
    ...config,
    dkim: config.dkim && readDkimKey(config.dkim),
    signWebhook: webhookSigner.headersFor,
  });
  const datasets = createDatasets({ aws: config, folders: config.buckets });
  const taskCalls = createTaskCalls(parts);
  const workEnded = () => loops.mapRuns.wake();
  const mapRunWork = createMapRunWork({ ...parts, datasets, workEnded });
  const loops: Readonly<Record<keyof DueWork, Loop>> = {
    timers: createLoop({ name: "timers", tick: () => fireTimers(parts), clock, log }),
    tasks: createLoop({ name: "tasks", tick: taskCalls.tick, clock, log }),
    mapRuns: createLoop({ name: "mapRuns", tick: mapRunWork.tick, clock, log }),
    deliveries: createDeliveryLoop({
      ...parts,
      channels,
      deliverySettled: ({ channel }, status) =>
        metrics.deliverySettled({ protocol: channel }, status),
    }),
    digests: createLoop({ name: "digests", tick: () => sendDigests(parts), clock, log }),
    approvals: createLoop({ name: "approvals", tick: () => passApprovalTime(parts), clock, log }),
  };
  const seals = createLoop({ name: "seals", tick: createSealAudit(parts).tick, clock, log });
  const all = [...Object.values(loops), seals, ...createRetentionLoops({ ...parts, ...config })];
  return {
    taskCalls,
    wake(due = {}) {
      for (const [name, at] of Object.entries(due)) loops[name as keyof DueWork].wake(at);
    },
    wakeAll() {
      for (const loop of all) loop.wake();
    },
    start() {
      for (const loop of all) loop.start();
    },
    async stop() {
      await Promise.all(all.map((loop) => loop.stop()));
      await Promise.race([taskCalls.settled(), delay(CALLS_GRACE_MS, undefined, { ref: false })]);
      await Promise.all([taskCalls.stop(), mapRunWork.stop()]);
      close();
    },
  };
}
