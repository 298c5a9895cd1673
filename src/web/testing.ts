// The pages on the real engine, an in-memory store and a clock that the test moves.

import fastify, { type FastifyInstance } from "fastify";
import { type ActDeps, type Action, type Actor, act } from "../approvals/act.ts";
import { type Amendment, amendRequest, resubmitRequest } from "../approvals/amend-request.ts";
import { createApprovalEnds } from "../approvals/approval-ends.ts";
import { passApprovalTime } from "../approvals/approval-loop.ts";
import { changesForClosedTask } from "../approvals/close-approval.ts";
import { decide } from "../approvals/decide.ts";
import { sendDigests } from "../approvals/digest-loop.ts";
import type { PersonProfile } from "../approvals/directory.ts";
import { openDirectory } from "../approvals/directory-file.ts";
import { createIntake } from "../approvals/intake.ts";
import { isKnown } from "../approvals/is-known.ts";
import { putPerson } from "../approvals/keep-people.ts";
import { type OpenedRequest, openRequest, type RequestToOpen } from "../approvals/open-request.ts";
import type { HostedAnswer, HostedRequest } from "../aws/api-gateway/hosted-answer.ts";
import { createAuthenticator } from "../aws/protocols/signature-v4.ts";
import { assert, defined } from "../base/assert.ts";
import type { Instant } from "../base/instant.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { Credentials } from "../config/config.ts";
import type { TaskRunner } from "../engine/task-runner.ts";
import { type EngineBench, openEngine, SCOPE, SECRET } from "../engine/testing.ts";
import { findApiToken } from "../identity/api-tokens.ts";
import type { Role } from "../identity/role.ts";
import { findSession } from "../identity/sessions.ts";
import type { MailContent } from "../notifications/mail.ts";
import { createRenderRawMail } from "../notifications/mailbox.ts";
import { createPublish } from "../notifications/publish.ts";
import { createWebhookSigner } from "../notifications/sign-webhook.ts";
import { createSigner } from "../notifications/signer.ts";
import {
  confirmSubscription,
  findSubscriptionByArn,
  getSubscriptionByToken,
  subscribe,
  unsubscribeByLink,
} from "../notifications/subscriptions.ts";
import type { ApprovalRecord, ExecutionRecord } from "../store/records.ts";
import { createSnsPublishRunner } from "../tasks/sns-publish.ts";
import { registerApprovalApiRoutes } from "./approval-api-routes.ts";
import { registerApprovalRoutes } from "./approval-routes.ts";
import { registerAuditRoutes } from "./audit-routes.ts";
import { registerDelegationRoutes } from "./delegation-routes.ts";
import { registerDigestRoutes } from "./digest-routes.ts";
import { registerErrorAnswers } from "./error-answers.ts";
import { registerHealthRoutes } from "./health-routes.ts";
import { registerHostedRoutes } from "./hosted-routes.ts";
import { registerInboxRoutes } from "./inbox-routes.ts";
import { registerMailboxRoutes } from "./mailbox-routes.ts";
import { registerOperatorRoutes } from "./operator-routes.ts";
import { registerPeopleRoutes } from "./people-routes.ts";
import { registerRequestRoutes } from "./request-routes.ts";
import { registerSecurityHeaders } from "./security-headers.ts";
import { registerSignInRoutes } from "./sign-in-routes.ts";
import { registerSubscriptionRoutes } from "./subscription-routes.ts";
import { registerTaskRoutes } from "./task-routes.ts";
import { registerTokenRoutes } from "./token-routes.ts";
import { registerWaitingRoutes } from "./waiting-routes.ts";

export interface WebBench extends EngineBench {
  readonly app: FastifyInstance;
  /** Subscribes an address and answers with the path and query of the confirmation link. */
  subscribe(endpoint: string): Promise<string>;
  /** Starts a workflow that asks, and answers with what was asked. */
  ask(approval?: Json, input?: Json): Promise<Asked>;
  getExecution(id: string): Promise<ExecutionRecord>;
  /** Lets time do to requests what is due by now. */
  passApprovalTime(): Promise<Instant | undefined>;
  /** Sets a person, as the API does. */
  putPerson(address: string, person: JsonObject): Promise<void>;
  /** What a process acts on requests with. */
  readonly approving: ActDeps;
  openRequest(request: RequestToOpen): Promise<OpenedRequest>;
  /** Sends the digests that are due by now. */
  sendDigests(): Promise<Instant | undefined>;
}

export interface Asked {
  readonly executionId: string;
  readonly approval: ApprovalRecord;
  readonly mail: MailContent;
  /** `/approvals/…` without a query. */
  readonly path: string;
}

export interface WebBenchOptions {
  readonly credentials?: Credentials;
  readonly publicUrl?: string;
  readonly roles?: Readonly<Record<string, Role>>;
  readonly profiles?: Readonly<Record<string, PersonProfile>>;
  readonly hostedApi?: (request: HostedRequest) => Promise<HostedAnswer>;
}

const TOPIC = `arn:aws:sns:${SCOPE.region}:${SCOPE.accountId}:approvals`;
const HOURS = { sessionHours: 12, sessionIdleMinutes: 60 };
const NO_LOG = { debug() {}, info() {}, warn() {}, error() {} };
const HOSTED_NOTHING: HostedAnswer = { kind: "response", status: 404, headers: {}, body: "" };

export async function openWeb(options: WebBenchOptions = {}): Promise<WebBench> {
  let runner: TaskRunner | undefined;
  const bench = await openEngine(
    { isAtomic: true, run: (call) => defined(runner, "the runner").run(call) },
    { taskClosed: changesForClosedTask },
  );
  const { commit, engine, store } = bench;
  const clock = () => bench.now;
  const publicUrl = () => options.publicUrl ?? "http://127.0.0.1:8080";
  const signer = createSigner({ store, commit, clock });
  const directory = await openDirectory(undefined, { store, clock, log: NO_LOG });
  const { findDirectory } = directory;
  const common = { store, commit, clock, publicUrl, scope: SCOPE, signer, hasMailTransport: false };
  const intake = createIntake({ ...common, tokenSecret: SECRET, findDirectory });
  const publish = createPublish({ ...common, intake });
  runner = createSnsPublishRunner({ publish });
  const topic = { name: "approvals", createdAt: bench.now, attributes: "{}", tags: "{}" };
  await commit([{ kind: "createTopic", topic }]);
  const app = createTestApp();
  const approving = { ...common, engine, tokenSecret: SECRET, findDirectory };
  const approvalEnds = createApprovalEnds(store);
  const parts = {
    ...common,
    engine,
    directory,
    credentials: options.credentials,
    ...HOURS,
    findSession: (secret: string) => findSession({ ...common, ...HOURS }, secret),
    findRole: (address: string) => options.roles?.[address],
    findProfile: (address: string) => options.profiles?.[address],
    isKnown: (address: string) =>
      isKnown({ store, findDirectory }, address).then(
        (isAsked) => isAsked || options.roles?.[address] !== undefined,
      ),
    findApiToken: (token: string) => findApiToken(common, token),
    authenticate: createAuthenticator(options.credentials, clock),
    decide: (request: Parameters<typeof decide>[1]) => decide(approving, request),
    act: (actor: Actor, action: Action) => act(approving, actor, action),
    openRequest: (request: RequestToOpen) => openRequest(approving, request),
    amend: (amendment: Amendment) => amendRequest(approving, amendment),
    resubmit: (sent: Parameters<typeof resubmitRequest>[1]) => resubmitRequest(approving, sent),
    approvalEnds,
    webhookSigner: createWebhookSigner(SECRET, clock),
  };
  registerPages(app, { ...parts, hostedApi: options.hostedApi ?? (async () => HOSTED_NOTHING) });
  await app.ready();
  return Object.assign(bench, {
    app,
    subscribe: async (endpoint: string) => {
      await subscribe(common, { topicArn: TOPIC, protocol: "email", endpoint });
      const [delivery] = await store.listDeliveries({}, { limit: 1 });
      const mail = JSON.parse(defined(delivery, "a mail").content) as MailContent;
      const link = /http:\/\/\S+/.exec(mail.text)?.[0];
      return defined(link, "a link").slice(publicUrl().length);
    },
    ask: (approval: Json = EXPENSE_APPROVAL, input: Json = {}) => ask(bench, approval, input),
    getExecution: async (id: string) => defined(await store.findExecution(id), "the execution"),
    passApprovalTime: () => passApprovalTime({ ...approving, log: NO_LOG }),
    putPerson: async (address: string, person: JsonObject) => {
      const kept = await putPerson(parts, address, person, "ops@example.com");
      assert(kept.kind === "kept", JSON.stringify(kept));
    },
    approving,
    openRequest: parts.openRequest,
    sendDigests: () => sendDigests({ ...approving, log: NO_LOG }),
  });
}

type PageParts = Parameters<typeof registerOperatorRoutes>[1] &
  Parameters<typeof registerSignInRoutes>[1] &
  Parameters<typeof registerTokenRoutes>[1] &
  Parameters<typeof registerTaskRoutes>[1] &
  Parameters<typeof registerWaitingRoutes>[1] &
  Parameters<typeof registerApprovalApiRoutes>[1] &
  Parameters<typeof registerRequestRoutes>[1] &
  Parameters<typeof registerPeopleRoutes>[1] &
  Parameters<typeof registerHostedRoutes>[1] &
  Parameters<typeof subscribe>[0] & {
    readonly store: EngineBench["store"];
  };

function registerPages(app: FastifyInstance, parts: PageParts): void {
  registerSecurityHeaders(app, parts);
  registerErrorAnswers(app, { log: NO_LOG });
  registerApprovalRoutes(app, parts);
  registerHostedRoutes(app, parts);
  registerSignInRoutes(app, parts);
  registerRequestRoutes(app, parts);
  registerInboxRoutes(app, parts);
  registerTokenRoutes(app, parts);
  registerAuditRoutes(app, parts);
  registerPeopleRoutes(app, parts);
  registerDelegationRoutes(app, parts);
  registerOperatorRoutes(app, parts);
  registerWaitingRoutes(app, parts);
  registerTaskRoutes(app, parts);
  registerApprovalApiRoutes(app, parts);
  registerMailboxRoutes(app, {
    ...parts,
    renderRawMail: createRenderRawMail({ mailFrom: "Countersign <countersign@example.com>" }),
  });
  registerSubscriptionRoutes(app, {
    publicUrl: parts.publicUrl,
    getSubscriptionByToken: (request) => getSubscriptionByToken(parts, request),
    confirmSubscription: (request) => confirmSubscription(parts, request),
    findSubscriptionByArn: (arn) => findSubscriptionByArn(parts, arn),
    unsubscribe: (arn) => unsubscribeByLink(parts, arn),
  });
  registerDigestRoutes(app, { ...parts, tokenSecret: SECRET });
  registerHealthRoutes(app, {
    isDraining: () => false,
    checkReady: () => parts.store.countWaitingTasks(),
    metricsText: async () => "up 1\n",
    metricsType: "text/plain; version=0.0.4; charset=utf-8",
  });
}

function createTestApp(): FastifyInstance {
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  return app;
}

async function ask(bench: EngineBench, approval: Json, input: Json): Promise<Asked> {
  const name = `m${(await bench.store.listStateMachines({ limit: 1_000 })).length}`;
  const stateMachine = await bench.deploy(definitionFor(approval), name);
  const started = await bench.engine.startExecution({
    stateMachine,
    input: JSON.stringify(input),
    startedBy: "jane",
  });
  assert(started.kind === "started", "the execution starts");
  const { executionId } = started;
  const found = await bench.store.findApprovalByTask(executionId, 1);
  const [delivery] = await bench.store.listDeliveries({ channels: ["email"] }, { limit: 1 });
  const mail = JSON.parse(defined(delivery, "a mail").content) as MailContent;
  const link = /\/approvals\/[\w-]{43}/.exec(mail.text)?.[0];
  return {
    executionId,
    approval: defined(found, "the approval"),
    mail,
    path: defined(link, "a link"),
  };
}

function definitionFor(approval: Json): object {
  return {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
        TimeoutSeconds: 2_592_000,
        Parameters: {
          TopicArn: TOPIC,
          Message: { "taskToken.$": "$$.Task.Token", approval },
        },
        End: true,
      },
    },
  };
}

/** A page's markup without the marks that keep values in other scripts apart. */
export function withoutIsolation(body: string): string {
  return body.replaceAll(/<\/?bdi>/g, "");
}

export const EXPENSE_APPROVAL: Json = {
  title: "Expense report ER98765: 750.50 USD",
  summary: "Jane Doe asks for 750.50 USD to be paid back. Reports over 500 USD need your approval.",
  requester: "Jane Doe",
  approver: "manager@example.com",
  commentRequiredOn: ["decline"],
  details: {
    employeeId: "EMP12345",
    employeeName: "Jane Doe",
    expenseReportId: "ER98765",
    submissionDate: "2024-09-25T14:30:00Z",
    totalExpense: 750.5,
    currency: "USD",
    transactions: [
      {
        transactionId: "T001",
        date: "2024-09-20",
        category: "Travel",
        description: "Flight to New York",
        amount: 450,
      },
      {
        transactionId: "T002",
        date: "2024-09-21",
        category: "Accommodation",
        description: "Hotel stay - 2 nights",
        amount: 300.5,
      },
    ],
  },
};
