// The doors: every route that the server answers, AWS's and its own.

import type { FastifyInstance } from "fastify";
import { type Action, type Actor, act } from "../approvals/act.ts";
import { type Amendment, amendRequest, resubmitRequest } from "../approvals/amend-request.ts";
import { type DecideRequest, decide } from "../approvals/decide.ts";
import { isKnown } from "../approvals/is-known.ts";
import { openRequest, type RequestToOpen } from "../approvals/open-request.ts";
import { createCallOwn, type InProcessDeps } from "../aws/in-process.ts";
import { createAuthenticator } from "../aws/protocols/signature-v4.ts";
import { registerAwsRoutes } from "../aws/routes.ts";
import { registerCertificateRoute } from "../aws/sns/certificate-route.ts";
import { createLinkOperations } from "../aws/sns/create-link-operations.ts";
import {
  createOperations as createSnsOperations,
  type SnsDeps,
} from "../aws/sns/create-operations.ts";
import { createStepFunctionsOperations } from "../aws/step-functions/create-operations.ts";
import { limitStarts } from "../aws/step-functions/limit-starts.ts";
import { onFirstUse } from "../base/on-first-use.ts";
import type { Engine } from "../engine/engine.ts";
import type { ExecutionEnds } from "../engine/execution-ends.ts";
import type { StartLimits } from "../engine/start-limits.ts";
import type { TaskLoopOptions } from "../engine/task-loop.ts";
import { findApiToken } from "../identity/api-tokens.ts";
import { findSession } from "../identity/sessions.ts";
import { createRenderRawMail } from "../notifications/mailbox.ts";
import type { Signer } from "../notifications/signer.ts";
import {
  confirmSubscription,
  findSubscriptionByArn,
  getSubscriptionByToken,
  unsubscribeByLink,
} from "../notifications/subscriptions.ts";
import type { Store } from "../store/store.ts";
import type { ActivityPollers } from "../tasks/activity-pollers.ts";
import type { CallOwn } from "../tasks/call-own.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { registerAdmission } from "../web/admission.ts";
import { registerApprovalApiRoutes } from "../web/approval-api-routes.ts";
import { registerApprovalRoutes } from "../web/approval-routes.ts";
import { registerAuditRoutes } from "../web/audit-routes.ts";
import { registerDelegationRoutes } from "../web/delegation-routes.ts";
import { registerDigestRoutes } from "../web/digest-routes.ts";
import { registerErrorAnswers } from "../web/error-answers.ts";
import { registerHealthRoutes } from "../web/health-routes.ts";
import { registerHostCheck } from "../web/host-check.ts";
import { registerHostedRoutes } from "../web/hosted-routes.ts";
import { BODY_BYTES_MAX, observeRequests } from "../web/http-server.ts";
import { registerInboxRoutes } from "../web/inbox-routes.ts";
import { registerMailboxRoutes } from "../web/mailbox-routes.ts";
import { registerNodeRoutes } from "../web/node-routes.ts";
import { registerOperatorRoutes } from "../web/operator-routes.ts";
import { registerPeopleRoutes } from "../web/people-routes.ts";
import { registerRequestRoutes } from "../web/request-routes.ts";
import { observeRobots } from "../web/robot-hits.ts";
import { registerSchemaRoutes } from "../web/schema-routes.ts";
import { registerSecurityHeaders } from "../web/security-headers.ts";
import { registerSignInRoutes } from "../web/sign-in-routes.ts";
import { registerStackRoutes } from "../web/stack-routes.ts";
import { registerSubscriptionRoutes } from "../web/subscription-routes.ts";
import { registerTaskRoutes } from "../web/task-routes.ts";
import { registerTokenRoutes } from "../web/token-routes.ts";
import { registerWaitingRoutes } from "../web/waiting-routes.ts";
import type { Asking } from "./asking.ts";
import type { Parts } from "./parts.ts";

export type Doors = Parts &
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
export function openDoors(app: FastifyInstance, doors: Doors, limits: StartLimits): CallOwn {
  const refused = doors.metrics.requestRefused;
  const operations = {
    stepFunctions: limitStarts(createStepFunctionsOperations(doors), { limits, refused }),
    sns: createSnsOperations(doors),
  };
  observeRequests(app, doors.metrics);
  observeRobots(app, doors.metrics);
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
    const { createHostedApi } = await import("../aws/api-gateway/hosted-api.ts");
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
    const { createStacks } = await import("../aws/cloudformation/create-stacks.ts");
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
    findProfile: (address: string) => doors.findDirectory().findProfile?.(address),
    isKnown: (address: string) => isKnown(doors, address),
    findApiToken: (token: string) => findApiToken(doors, token),
    decide: (request: DecideRequest) => decide(doors, request),
    act: (actor: Actor, action: Action) => act(doors, actor, action),
    openRequest: (request: RequestToOpen) => openRequest(doors, request),
    amend: (amendment: Amendment) => amendRequest(doors, amendment),
    resubmit: (sent: Parameters<typeof resubmitRequest>[1]) => resubmitRequest(doors, sent),
    renderRawMail: createRenderRawMail(config),
  };
  registerSecurityHeaders(app, doors);
  if (!config.credentials && !config.isInsecure) registerHostCheck(app, doors);
  registerErrorAnswers(app, { log });
  registerApprovalRoutes(app, pages);
  registerSignInRoutes(app, pages);
  registerRequestRoutes(app, pages);
  registerInboxRoutes(app, pages);
  registerTokenRoutes(app, pages);
  registerAuditRoutes(app, pages);
  registerPeopleRoutes(app, pages);
  registerDelegationRoutes(app, pages);
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
  registerDigestRoutes(app, pages);
  registerSchemaRoutes(app, doors);
  registerNodeRoutes(app, { ...pages, nodeId: doors.membership.nodeId });
  registerHealthRoutes(app, {
    isDraining: doors.isDraining,
    checkReady: () => store.nextTimerAt(),
    metricsText: metrics.text,
    metricsType: metrics.contentType,
  });
}
