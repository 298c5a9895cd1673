// The whole server, wired together. Nothing else knows all the parts, and no part knows this file.

import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { type Act, type Actor, act } from "./approvals/act.ts";
import { type ApprovalEnds, createApprovalEnds } from "./approvals/approval-ends.ts";
import { type ApprovalLoopOptions, passApprovalTime } from "./approvals/approval-loop.ts";
import { changesForClosedTask } from "./approvals/close-approval.ts";
import { type DecideRequest, decide } from "./approvals/decide.ts";
import { type FindDirectory, openDirectoryFile } from "./approvals/directory-file.ts";
import { createIntake } from "./approvals/intake.ts";
import { isAskedOfPeople } from "./approvals/is-asked-of-people.ts";
import { isKnown } from "./approvals/is-known.ts";
import { openRequest, type RequestToOpen } from "./approvals/open-request.ts";
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
import { limitStarts } from "./aws/step-functions/limit-starts.ts";
import { defined } from "./base/assert.ts";
import type { Clock } from "./base/instant.ts";
import { onFirstUse } from "./base/on-first-use.ts";
import type { Config } from "./config/config.ts";
import { createCommitQueue } from "./engine/commit-queue.ts";
import { createEngine } from "./engine/create-engine.ts";
import { deriveSecret } from "./engine/derive-secret.ts";
import type { Engine } from "./engine/engine.ts";
import { createExecutionEnds, type ExecutionEnds } from "./engine/execution-ends.ts";
import { createLoop, type Loop } from "./engine/loop.ts";
import { createMapRunWork } from "./engine/map-run-work.ts";
import { createNode, joinNodes, type Membership } from "./engine/membership.ts";
import { createRetentionLoops } from "./engine/retention.ts";
import { createStartLimits, type StartLimits } from "./engine/start-limits.ts";
import { createTaskCalls, type TaskCalls, type TaskLoopOptions } from "./engine/task-loop.ts";
import { fireTimers } from "./engine/timer-loop.ts";
import { findApiToken } from "./identity/api-tokens.ts";
import { findSession } from "./identity/sessions.ts";
import { createChannels } from "./notifications/create-channels.ts";
import { createDeliveryLoop } from "./notifications/delivery-loop.ts";
import { createRenderRawMail } from "./notifications/mailbox.ts";
import { createPublish } from "./notifications/publish.ts";
import { createWebhookSigner, type WebhookSigner } from "./notifications/sign-webhook.ts";
import { createSigner, type Signer } from "./notifications/signer.ts";
import {
  confirmSubscription,
  findSubscriptionByArn,
  getSubscriptionByToken,
  unsubscribeByLink,
} from "./notifications/subscriptions.ts";
import { dueWorkOf } from "./store/due-work.ts";
import { openStore } from "./store/open-store.ts";
import type { DueWork, Store, Unit } from "./store/store.ts";
import { type ActivityPollers, createActivityPollers } from "./tasks/activity-pollers.ts";
import type { CallOwn } from "./tasks/call-own.ts";
import { createDatasets } from "./tasks/create-datasets.ts";
import { createRunners } from "./tasks/create-runners.ts";
import type { Log } from "./telemetry/log.ts";
import { createMetrics, type Metrics } from "./telemetry/metrics.ts";
import { registerAdmission } from "./web/admission.ts";
import { registerApprovalApiRoutes } from "./web/approval-api-routes.ts";
import { registerApprovalRoutes } from "./web/approval-routes.ts";
import { registerDrain } from "./web/drain.ts";
import { registerErrorAnswers } from "./web/error-answers.ts";
import { registerHealthRoutes } from "./web/health-routes.ts";
import { registerHostCheck } from "./web/host-check.ts";
import { registerHostedRoutes } from "./web/hosted-routes.ts";
import {
  addressOf,
  BODY_BYTES_MAX,
  closeHttpServer,
  createHttpServer,
  observeRequests,
} from "./web/http-server.ts";
import { registerInboxRoutes } from "./web/inbox-routes.ts";
import { registerMailboxRoutes } from "./web/mailbox-routes.ts";
import { registerNodeRoutes } from "./web/node-routes.ts";
import { registerOperatorRoutes } from "./web/operator-routes.ts";
import { registerSchemaRoutes } from "./web/schema-routes.ts";
import { registerSecurityHeaders } from "./web/security-headers.ts";
import { registerSignInRoutes } from "./web/sign-in-routes.ts";
import { registerStackRoutes } from "./web/stack-routes.ts";
import { registerSubscriptionRoutes } from "./web/subscription-routes.ts";
import { registerTaskRoutes } from "./web/task-routes.ts";
import { registerTokenRoutes } from "./web/token-routes.ts";
import { registerWaitingRoutes } from "./web/waiting-routes.ts";

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

/** What a stopping server still gives calls of resources under way. */
const CALLS_GRACE_MS = 5_000;

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

interface Parts extends Required<Omit<ServerOptions, "version">> {
  readonly store: Store;
  readonly membership: Membership;
}

async function serve(parts: Parts): Promise<Server> {
  const { config, log, clock, membership, store } = parts;
  const app = createHttpServer();
  let publicUrl = config.publicUrl;
  const drain = registerDrain(app);
  const parcel = await assemble(parts, app, {
    publicUrl: () => defined(publicUrl, "the public URL"),
    isDraining: drain.isDraining,
  });
  await app.listen({ host: config.host, port: config.port });
  const address = addressOf(app);
  publicUrl ??= address;
  parcel.start();
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
      parcel.stopWaiting();
      await closeHttpServer(app);
      await parcel.stop();
      await membership.leave();
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
  { publicUrl, isDraining }: Pick<Doors, "publicUrl" | "isDraining">,
): Promise<Parcel> {
  const { config, log, clock, store } = parts;
  const metrics = createMetrics({ countWaitingTasks: () => store.countWaitingTasks(), clock });
  const commit = createCommitQueue(store, {
    batchCommitted: metrics.batchCommitted,
    unitCommitted: (unit) => {
      work.wake(dueWorkOf([unit]));
      abortCalls(taskCalls, unit);
      activityPollers.unitCommitted(unit);
      executionEnds.unitCommitted(unit);
      approvalEnds.unitCommitted(unit);
      limits.unitCommitted(unit);
    },
  });
  const scope = { region: config.region, accountId: config.accountId };
  const asking = await createAsking(parts);
  const { approvalEnds, findDirectory, tokenSecret } = asking;
  const signer = createSigner({ store, commit, clock });
  const mailRoute = { publicUrl, hasMailTransport: config.smtpUrl !== undefined };
  const subscriptions = { ...mailRoute, store, commit, scope, clock, signer };
  const intake = createIntake({ ...mailRoute, clock, tokenSecret, findDirectory });
  const publish = createPublish({ ...subscriptions, intake });
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
    taskClosed: changesForClosedTask,
    observer: metrics,
    resourceAnswered: (task) => taskCalls.answered(task),
  });
  const activityPollers = createActivityPollers({ ...core, engine });
  const executionEnds = createExecutionEnds(store);
  const limits = createStartLimits({ ...config, store });
  const work = await createWork({ ...parts, ...core, ...mailRoute, ...asking, engine, metrics });
  const { taskCalls } = work;
  store.onDueWork(work.wake);
  const finishWhatBegan = () => finishDeletions({ store, engine, commit, log });
  await finishWhatBegan();

  const lasting = { activityPollers, executionEnds, signer, publish, engine, metrics };
  const doors = { ...parts, ...core, ...subscriptions, ...asking, ...lasting, isDraining };
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

interface Asking {
  readonly tokenSecret: Uint8Array;
  readonly findDirectory: FindDirectory;
  readonly approvalEnds: ApprovalEnds;
  readonly webhookSigner: WebhookSigner;
  readonly allowsTokenOverride: boolean;
  readonly isAskedOfPeople: (token: string) => Promise<boolean>;
}

/** What there is for the sake of people who are asked. */
async function createAsking({ clock, config, log, store }: Parts): Promise<Asking> {
  const tokenSecret = await deriveSecret("task-token", config.secret, store);
  const webhookSecret = await deriveSecret("webhook", config.secret, store);
  return {
    tokenSecret,
    findDirectory: openDirectoryFile(config.peopleFile, { clock, log }),
    approvalEnds: createApprovalEnds(store),
    webhookSigner: createWebhookSigner(webhookSecret, clock),
    allowsTokenOverride: config.allowsTokenOverride,
    isAskedOfPeople: (token) => isAskedOfPeople({ store, tokenSecret }, token),
  };
}

type Doors = Parts &
  Asking &
  SnsDeps &
  Pick<TaskLoopOptions, "tokenSecret" | "runners"> & {
    readonly store: Store;
    readonly engine: Engine;
    readonly activityPollers: ActivityPollers;
    readonly executionEnds: ExecutionEnds;
    readonly hasMailTransport: boolean;
    readonly metrics: Metrics;
    readonly signer: Signer;
    readonly isDraining: () => boolean;
  };

/** Answers with the door for this server's own Task states. */
function openDoors(app: FastifyInstance, doors: Doors, limits: StartLimits): CallOwn {
  const refused = doors.metrics.requestRefused;
  const operations = {
    stepFunctions: limitStarts(createStepFunctionsOperations(doors), { limits, refused }),
    sns: createSnsOperations(doors),
  };
  observeRequests(app, doors.metrics);
  registerAdmission(app, { ...doors.config, bodyLimit: BODY_BYTES_MAX, refused });
  registerAwsDoors(app, { ...doors, ...operations });
  registerPages(app, doors);
  return createCallOwn({ ...doors, ...operations });
}

type Operations = Pick<InProcessDeps, "stepFunctions" | "sns">;

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
    sessionHours: config.sessionHours,
    sessionIdleMinutes: config.sessionIdleMinutes,
    authenticate: createAuthenticator(config.credentials, clock),
    findSession: (secret: string) => findSession({ ...config, ...doors }, secret),
    findRole: (address: string) => doors.findDirectory().findRole?.(address),
    isKnown: (address: string) => isKnown(doors, address),
    findApiToken: (token: string) => findApiToken(doors, token),
    decide: (request: DecideRequest) => decide(doors, request),
    act: (actor: Actor, deed: Act) => act(doors, actor, deed),
    openRequest: (request: RequestToOpen) => openRequest(doors, request),
    renderRawMail: createRenderRawMail(config),
  };
  registerSecurityHeaders(app, doors);
  if (!config.credentials && !config.isInsecure) registerHostCheck(app, doors);
  registerErrorAnswers(app, { log });
  registerApprovalRoutes(app, pages);
  registerSignInRoutes(app, pages);
  registerInboxRoutes(app, pages);
  registerTokenRoutes(app, pages);
  registerOperatorRoutes(app, pages);
  registerWaitingRoutes(app, pages);
  registerTaskRoutes(app, pages);
  registerApprovalApiRoutes(app, pages);
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
  registerNodeRoutes(app, { ...pages, nodeId: doors.membership.nodeId });
  registerHealthRoutes(app, {
    isDraining: doors.isDraining,
    checkReady: () => store.nextTimerAt(),
    metricsText: metrics.text,
    metricsType: metrics.contentType,
  });
}

interface Work {
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

/** What happens by itself: the loops, and the calls that they begin. */
async function createWork(
  parts: Pick<Parts, "config" | "log"> &
    TaskLoopOptions &
    ApprovalLoopOptions & {
      readonly engine: Engine;
      readonly store: Store;
      readonly metrics: Pick<Metrics, "deliverySettled">;
      readonly webhookSigner: WebhookSigner;
    },
): Promise<Work> {
  const { clock, config, log, metrics, webhookSigner } = parts;
  const { channels, close } = await createChannels({
    ...config,
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
    approvals: createLoop({ name: "approvals", tick: () => passApprovalTime(parts), clock, log }),
  };
  const all = [...Object.values(loops), ...createRetentionLoops({ ...parts, ...config })];
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

/** A task that is over needs no answer any more. */
function abortCalls(taskCalls: Pick<TaskCalls, "abort">, unit: Unit): void {
  for (const change of unit) {
    if (change.kind === "closeTask") taskCalls.abort(change);
  }
}
