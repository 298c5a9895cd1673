// The whole server, wired together. Nothing else knows all the parts, and no part knows this file.

import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { changesForClosedTask } from "./approvals/close-approval.ts";
import { countCommits } from "./approvals/count-commits.ts";
import { createIntake } from "./approvals/intake.ts";
import type { SnsDeps } from "./aws/sns/create-operations.ts";
import { finishDeletions } from "./aws/step-functions/delete-state-machine.ts";
import { defined } from "./base/assert.ts";
import type { Clock } from "./base/instant.ts";
import type { Config } from "./config/config.ts";
import { createCommitQueue } from "./engine/commit-queue.ts";
import { createEngine } from "./engine/create-engine.ts";
import { createRest } from "./engine/create-rest.ts";
import { createExecutionEnds } from "./engine/execution-ends.ts";
import { createExecutionLog } from "./engine/execution-log.ts";
import { createNode, joinNodes } from "./engine/membership.ts";
import { createStartLimits } from "./engine/start-limits.ts";
import type { TaskCalls } from "./engine/task-loop.ts";
import { createPublish } from "./notifications/publish.ts";
import { createSigner } from "./notifications/signer.ts";
import { type Asking, createAsking } from "./server/asking.ts";
import { type Doors, openDoors } from "./server/doors.ts";
import type { Parts } from "./server/parts.ts";
import { createWork } from "./server/work.ts";
import { dueWorkOf } from "./store/due-work.ts";
import { openStore } from "./store/open-store.ts";
import type { Unit } from "./store/store.ts";
import { createActivityPollers } from "./tasks/activity-pollers.ts";
import { createRunners } from "./tasks/create-runners.ts";
import type { Log } from "./telemetry/log.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { registerDrain } from "./web/drain.ts";
import { addressOf, closeHttpServer, createHttpServer } from "./web/http-server.ts";

export interface Server {
  /** What links begin with; known once it has started. */
  readonly publicUrl: string;
  /** Where it listens. */
  readonly address: string;
  /**
   * Announces the end: it is not ready any more and still answers. Resolves when others have had the time to
   * notice.
   */
  drain(): Promise<void>;
  /** Ends connections, loops and store in this order; what is under way is finished. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly config: Config;
  readonly log: Log;
  /** @default the database's where servers share one, or else the system's */
  readonly clock?: Clock;
  /** That of the program. */
  readonly version?: string;
}

/**
 * Opens the store, listens, and begins to work on what is due.
 * @throws StoreError when the database cannot be used; the system's error when it cannot listen.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { config, log } = options;
  const node = createNode(options.version ?? "");
  const store = await openStore({ ...config, log, nodeId: node.id });
  try {
    const membership = await joinNodes({ store, node, log, clock: options.clock });
    return await serve({ config, log, clock: membership.clock, store, membership });
  } catch (error) {
    await store.removeNode(node.id).catch(() => undefined);
    await store.close();
    throw error;
  }
}

async function serve(parts: Parts): Promise<Server> {
  const { config, log, clock, membership, store } = parts;
  const app = createHttpServer();
  let publicUrl = config.publicUrl;
  const drain = registerDrain(app);
  const assembly = await assemble(parts, app, {
    publicUrl: () => defined(publicUrl, "the public URL"),
    isDraining: drain.isDraining,
  });
  await app.listen({ host: config.host, port: config.port });
  const address = addressOf(app);
  publicUrl ??= address;
  assembly.start();
  return {
    publicUrl,
    address,
    async drain() {
      drain.begin();
      await membership.drain();
      await delay(config.drainSeconds * 1000);
    },
    async stop() {
      drain.begin();
      assembly.stopWaiting();
      await closeHttpServer(app);
      await assembly.stop();
      await membership.leave();
      await store.close();
      log.info({ stoppedAt: clock() }, "stopped");
    },
  };
}

interface Assembly {
  start(): void;
  /** Answers requests that may take a minute more. */
  stopWaiting(): void;
  stop(): Promise<void>;
}

/** Everything between the store and the doors, and the doors. */
async function assemble(
  parts: Parts,
  app: FastifyInstance,
  { publicUrl, isDraining }: Pick<Doors, "publicUrl" | "isDraining">,
): Promise<Assembly> {
  const { config, log, clock, store } = parts;
  const metrics = createMetrics({
    countWaitingTasks: () => store.countWaitingTasks(),
    countPendingApprovals: () => store.countPendingApprovals(),
    clock,
  });
  const commit = createCommitQueue(store, {
    batchCommitted: metrics.batchCommitted,
    unitCommitted: (unit) => {
      work.wake(dueWorkOf([unit]));
      abortCalls(taskCalls, unit);
      activityPollers.unitCommitted(unit);
      executionEnds.unitCommitted(unit);
      approvalEnds.unitCommitted(unit);
      countCommitted(unit);
      limits.unitCommitted(unit);
    },
  });
  const scope = { region: config.region, accountId: config.accountId };
  const asking = await createAsking(parts, metrics);
  const countCommitted = countCommits({ ...config, store, metrics });
  const { approvalEnds, tokenSecret } = asking;
  const publishing = createPublishing(parts, asking, { commit, scope, publicUrl });
  const { publish } = publishing;
  const runners = createRunners({
    store,
    scope,
    publish,
    aws: config,
    engine: { deliver: (...event) => engine.deliver(...event) },
    callOwn: (request) => callOwn(request),
  });
  const core = { store, commit, scope, clock, runners, tokenSecret };
  const engine = createEngine({
    ...core,
    historyEventsMax: config.historyEventsMax,
    rest: createRest(),
    taskClosed: changesForClosedTask,
    observer: metrics,
    historyCommitted: createExecutionLog({ store, log }),
    resourceAnswered: (task) => taskCalls.answered(task),
  });
  const activityPollers = createActivityPollers({ ...core, engine });
  const executionEnds = createExecutionEnds(store);
  const limits = createStartLimits({ ...config, store });
  const work = await createWork({ ...parts, ...core, ...publishing, ...asking, engine, metrics });
  const { taskCalls } = work;
  store.onDueWork(work.wake);
  const finishWhatBegan = () => finishDeletions({ store, engine, commit, log });
  await finishWhatBegan();

  const lasting = { activityPollers, executionEnds, engine, metrics };
  const doors = { ...parts, ...core, ...publishing, ...asking, ...lasting, isDraining };
  const callOwn = openDoors(app, doors, limits);
  return {
    stopWaiting() {
      activityPollers.stop();
      approvalEnds.stop();
    },
    stop: work.stop,
    start() {
      work.start();
      parts.membership.start({
        leasesEnded: work.wake,
        async nodesLost() {
          work.wakeAll();
          await finishWhatBegan();
        },
      });
    },
  };
}

/** Topics, what is published to them, and the requests that come of it. */
function createPublishing(
  { clock, config, store }: Parts,
  { findDirectory, tokenSecret }: Asking,
  route: Pick<SnsDeps, "commit" | "scope" | "publicUrl">,
) {
  const { commit, publicUrl } = route;
  const mailRoute = { publicUrl, clock, ...mailWaysOf(config) };
  const signer = createSigner({ store, commit, clock });
  const subscriptions = { ...mailRoute, ...route, store, signer };
  const intake = createIntake({ ...mailRoute, tokenSecret, findDirectory });
  return { ...subscriptions, publish: createPublish({ ...subscriptions, intake }) };
}

function mailWaysOf({ smtpUrl, mailReplyTo }: Config) {
  return { hasMailTransport: smtpUrl !== undefined, hasReplyTo: mailReplyTo !== undefined };
}

/** A task that is over needs no answer any more. */
function abortCalls(taskCalls: Pick<TaskCalls, "abort">, unit: Unit): void {
  for (const change of unit) {
    if (change.kind === "closeTask") taskCalls.abort(change);
  }
}
