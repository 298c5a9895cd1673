// The whole server, wired together. Nothing else knows all the parts, and no part knows this file.

import { createHmac, randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { changesForClosedTask } from "./approvals/close-approval.ts";
import { type DecideRequest, decide } from "./approvals/decide.ts";
import { openDirectoryFile } from "./approvals/directory-file.ts";
import { createIntake } from "./approvals/intake.ts";
import { createCallOwn, type InProcessDeps } from "./aws/in-process.ts";
import { createAuthenticator } from "./aws/protocols/signature-v4.ts";
import { registerAwsRoutes } from "./aws/routes.ts";
import { registerCertificateRoute } from "./aws/sns/certificate-route.ts";
import { createLinkOperations } from "./aws/sns/create-link-operations.ts";
import {
  createOperations as createSnsOperations,
  type SnsDeps,
} from "./aws/sns/create-operations.ts";
import { createStepFunctionsOperations } from "./aws/step-functions/create-operations.ts";
import { finishDeletions } from "./aws/step-functions/delete-state-machine.ts";
import { BugError, defined } from "./base/assert.ts";
import type { Clock } from "./base/instant.ts";
import type { Config } from "./config/config.ts";
import { createCommitQueue } from "./engine/commit-queue.ts";
import { createEngine } from "./engine/create-engine.ts";
import type { Engine } from "./engine/engine.ts";
import { createExecutionEnds, type ExecutionEnds } from "./engine/execution-ends.ts";
import type { Loop } from "./engine/loop.ts";
import { createMapRunWork, type MapRunWork } from "./engine/map-run-work.ts";
import { createRetentionLoops } from "./engine/retention.ts";
import { createTaskCalls, type TaskCalls, type TaskLoopOptions } from "./engine/task-loop.ts";
import { createChannels } from "./notifications/create-channels.ts";
import { createRenderRawMail } from "./notifications/mailbox.ts";
import { createPublish } from "./notifications/publish.ts";
import { createSigner, type Signer } from "./notifications/signer.ts";
import {
  confirmSubscription,
  findSubscriptionByArn,
  getSubscriptionByToken,
  unsubscribeByLink,
} from "./notifications/subscriptions.ts";
import { createLoops, wakeLoops } from "./server/loops.ts";
import { dueWorkOf } from "./store/due-work.ts";
import { openStore } from "./store/open-store.ts";
import type { Store, Unit } from "./store/store.ts";
import { type ActivityPollers, createActivityPollers } from "./tasks/activity-pollers.ts";
import { createDatasets } from "./tasks/create-datasets.ts";
import { createRunners } from "./tasks/create-runners.ts";
import type { Log } from "./telemetry/log.ts";
import { createMetrics, type Metrics } from "./telemetry/metrics.ts";
import { registerApprovalRoutes } from "./web/approval-routes.ts";
import { registerErrorAnswers } from "./web/error-answers.ts";
import { registerHealthRoutes } from "./web/health-routes.ts";
import { registerHostCheck } from "./web/host-check.ts";
import { registerHostedRoutes } from "./web/hosted-routes.ts";
import { registerMailboxRoutes } from "./web/mailbox-routes.ts";
import { registerOperatorRoutes } from "./web/operator-routes.ts";
import { registerSchemaRoutes } from "./web/schema-routes.ts";
import { registerSecurityHeaders } from "./web/security-headers.ts";
import { registerStackRoutes } from "./web/stack-routes.ts";
import { registerSubscriptionRoutes } from "./web/subscription-routes.ts";
import { registerTaskRoutes } from "./web/task-routes.ts";

export interface Server {
  /** What links begin with; known once it has started. */
  readonly publicUrl: string;
  /** Where it listens. */
  readonly address: string;
  /** Ends connections, loops and store in this order; what is under way is finished. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly config: Config;
  readonly log: Log;
  /** @default the system's */
  readonly clock?: Clock;
}

/** Definitions may have 1 MiB, payloads 256 KiB; what is larger is answered in its protocol's terms. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;
/** Whoever sends a request more slowly than this is cut off. */
const REQUEST_TIMEOUT_MS = 60_000;
/** What a stopping server still gives requests under way. */
const CLOSE_GRACE_MS = 5_000;

/**
 * Opens the store, listens, and begins to work on what is due.
 * @throws StoreError when the database cannot be used; the system's error when it cannot listen.
 */
export async function startServer({
  config,
  log,
  clock = Date.now,
}: ServerOptions): Promise<Server> {
  const { dataDirectory, databaseUrl } = config;
  const store = await openStore({ dataDirectory, databaseUrl, log });
  try {
    return await serve({ config, log, clock, store });
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Parts extends Required<ServerOptions> {
  readonly store: Store;
}

async function serve(parts: Parts): Promise<Server> {
  const { config, log, clock, store } = parts;
  const app = createApp();
  let publicUrl = config.publicUrl;
  const parcel = await assemble(parts, app, () => defined(publicUrl, "the public URL"));
  await app.listen({ host: config.host, port: config.port });
  const address = addressOf(app);
  publicUrl ??= address;
  parcel.start();
  return {
    publicUrl,
    address,
    async stop() {
      parcel.stopWaiting();
      await closeDoors(app);
      await parcel.stop();
      await store.close();
      log.info({ stoppedAt: clock() }, "stopped");
    },
  };
}

interface Parcel {
  start(): void;
  /** Answers requests that may take a minute more. */
  stopWaiting(): void;
  stop(): Promise<void>;
}

/** Everything between the store and the doors, and the doors. */
async function assemble(
  parts: Parts,
  app: FastifyInstance,
  publicUrl: () => string,
): Promise<Parcel> {
  const { config, log, clock, store } = parts;
  const metrics = createMetrics({ countWaitingTasks: () => store.countWaitingTasks(), clock });
  const commit = createCommitQueue(store, {
    batchCommitted: metrics.batchCommitted,
    unitCommitted: (unit) => {
      wakeLoops(loops, dueWorkOf([unit]));
      abortCalls(taskCalls, unit);
      activityPollers.unitCommitted(unit);
      executionEnds.unitCommitted(unit);
    },
  });
  const scope = { region: config.region, accountId: config.accountId };
  const tokenSecret = await secretFor("task-token", config, store);
  const signer = createSigner({ store, commit, clock });
  const mailRoute = { publicUrl, hasMailTransport: config.smtpUrl !== undefined };
  const subscriptions = { ...mailRoute, store, commit, scope, clock, signer };
  const findDirectory = openDirectoryFile(config.peopleFile, { clock, log });
  const intake = createIntake({ ...mailRoute, clock, tokenSecret, findDirectory });
  const publish = createPublish({ ...subscriptions, intake });
  const runners = createRunners({
    store,
    scope,
    publish,
    aws: { region: config.region, isS3PathStyle: config.isS3PathStyle },
    engine: { deliver: (...event) => engine.deliver(...event) },
    callOwn: (request) => callOwn(request),
  });
  const core = { store, commit, scope, clock, runners, tokenSecret };
  const engine = createEngine({
    ...core,
    historyEventsMax: config.historyEventsMax,
    taskClosed: changesForClosedTask,
    observer: metrics,
    resourceAnswered: (task) => taskCalls.answered(task),
  });
  const activityPollers = createActivityPollers({ ...core, engine });
  const executionEnds = createExecutionEnds(store);
  const { channels, close } = await createChannels(config);
  const taskCalls = createTaskCalls({ ...core, engine, log });
  const datasets = createDatasets({
    aws: { region: config.region, isS3PathStyle: config.isS3PathStyle },
    folders: config.buckets,
  });
  const workEnded = () => loops.mapRuns.wake();
  const mapRunWork = createMapRunWork({ ...core, engine, datasets, log, workEnded });
  const loops = createLoops({
    ...core,
    ...mailRoute,
    ...{ engine, taskCalls, mapRunWork, channels, metrics, log },
  });
  const allLoops = [...Object.values(loops), ...createRetentionLoops({ ...core, ...config, log })];
  store.onDueWork((work) => wakeLoops(loops, work));
  await finishDeletions({ store, engine, commit, log });

  const waiting = { activityPollers, executionEnds };
  const doors = { ...parts, ...core, ...subscriptions, ...waiting, publish, engine, metrics };
  const operations = {
    stepFunctions: createStepFunctionsOperations(doors),
    sns: createSnsOperations(doors),
  };
  const callOwn = createCallOwn({ ...doors, ...operations });
  observeRequests(app, metrics);
  registerAwsDoors(app, { ...doors, ...operations });
  registerPages(app, doors);
  return parcelOf(allLoops, { activityPollers, taskCalls, mapRunWork, close });
}

function parcelOf(
  loops: readonly Loop[],
  work: {
    readonly activityPollers: Pick<ActivityPollers, "stop">;
    readonly taskCalls: Pick<TaskCalls, "stop">;
    readonly mapRunWork: Pick<MapRunWork, "stop">;
    readonly close: () => void;
  },
): Parcel {
  return {
    stopWaiting: () => work.activityPollers.stop(),
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all([work.taskCalls.stop(), work.mapRunWork.stop()]);
      work.close();
    },
    start() {
      for (const loop of loops) loop.start();
    },
  };
}

type Doors = Parts &
  SnsDeps &
  Pick<TaskLoopOptions, "tokenSecret" | "runners"> & {
    readonly store: Store;
    readonly engine: Engine;
    readonly activityPollers: ActivityPollers;
    readonly executionEnds: ExecutionEnds;
    readonly hasMailTransport: boolean;
    readonly metrics: Metrics;
    readonly signer: Signer;
  };

type Operations = Pick<InProcessDeps, "stepFunctions" | "sns">;

function observeRequests(app: FastifyInstance, metrics: Pick<Metrics, "requestAnswered">): void {
  app.addHook("onResponse", (request, reply, done) => {
    metrics.requestAnswered({
      method: request.method,
      route: request.routeOptions.url ?? "",
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
    done();
  });
}

function registerAwsDoors(app: FastifyInstance, doors: Doors & Operations): void {
  const { stepFunctions, sns } = doors;
  registerAwsRoutes(app, {
    stepFunctions,
    sns,
    snsLinks: createLinkOperations(doors),
    authenticate: createAuthenticator(doors.config.credentials, doors.clock),
    log: doors.log,
  });
  registerCertificateRoute(app, doors);
  const { hostedApiGet } = doors.config;
  const hostedApi = onFirstUse(async () => {
    const { createHostedApi } = await import("./aws/api-gateway/hosted-api.ts");
    return createHostedApi({ ...doors, operations: stepFunctions, hostedApiGet });
  });
  registerHostedRoutes(app, {
    hostedApi: async (request) => (await hostedApi())(request),
    publicUrl: doors.publicUrl,
  });
}

function registerPages(app: FastifyInstance, doors: Doors): void {
  const { clock, config, log, metrics, store } = doors;
  const stacks = onFirstUse(async () => {
    const { createStacks } = await import("./aws/cloudformation/create-stacks.ts");
    return createStacks(doors);
  });
  const pages = {
    ...doors,
    credentials: config.credentials,
    authenticate: createAuthenticator(config.credentials, clock),
    decide: (request: DecideRequest) => decide(doors, request),
    renderRawMail: createRenderRawMail(config),
  };
  registerSecurityHeaders(app, doors);
  if (!config.credentials && !config.isInsecure) registerHostCheck(app, doors);
  registerErrorAnswers(app, { log });
  registerApprovalRoutes(app, pages);
  registerOperatorRoutes(app, pages);
  registerTaskRoutes(app, pages);
  registerMailboxRoutes(app, pages);
  registerStackRoutes(app, {
    ...pages,
    deployStack: async (request) => (await stacks()).deploy(request),
    deleteStack: async (...request) => (await stacks()).remove(...request),
    findStack: (name) => store.findStack(name),
  });
  registerSubscriptionRoutes(app, {
    publicUrl: doors.publicUrl,
    getSubscriptionByToken: (request) => getSubscriptionByToken(doors, request),
    confirmSubscription: (request) => confirmSubscription(doors, request),
    findSubscriptionByArn: (arn) => findSubscriptionByArn(doors, arn),
    unsubscribe: (arn) => unsubscribeByLink(doors, arn),
  });
  registerSchemaRoutes(app, doors);
  registerHealthRoutes(app, {
    checkReady: () => store.nextTimerAt(),
    metricsText: metrics.text,
    metricsType: metrics.contentType,
  });
}

/** A task that is over needs no answer any more. */
function abortCalls(taskCalls: Pick<TaskCalls, "abort">, unit: Unit): void {
  for (const change of unit) {
    if (change.kind === "closeTask") taskCalls.abort(change);
  }
}

function createApp(): FastifyInstance {
  const app = fastify({
    // Routes have no JSON schemas: their compilers need not be loaded.
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: "idle",
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  return app;
}

/** For what takes long to load, and what most servers have no use for most of the time. */
function onFirstUse<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let loading: Promise<Part> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

function noSchemas(): never {
  throw new BugError("no route has a schema");
}

/** Answers what has arrived; a request that never ends must not keep the server from its own end. */
async function closeDoors(app: FastifyInstance): Promise<void> {
  const force = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS);
  await app.close().finally(() => clearTimeout(force));
}

function addressOf(app: FastifyInstance): string {
  const { address, port, family } = app.server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** A key of its own for every purpose, all from the one secret of the configuration or the store. */
async function secretFor(purpose: string, config: Config, store: Store): Promise<Uint8Array> {
  const secret = config.secret ?? (await keptSecret(store));
  return createHmac("sha256", secret).update(purpose).digest();
}

async function keptSecret(store: Store): Promise<string> {
  const key = "secret";
  const kept = await store.findSetting(key);
  if (kept !== undefined) return kept;
  await store.commit([[{ kind: "createSetting", key, value: randomBytes(32).toString("hex") }]]);
  return defined(await store.findSetting(key), "the secret that was just stored");
}
