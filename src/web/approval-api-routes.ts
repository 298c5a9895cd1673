// `/api/approvals`: requests that are opened by a program, without any workflow, and how each has ended.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { AMENDABLE, type Amendment, type AmendOutcome } from "../approvals/amend-request.ts";
import type { ApprovalEnds } from "../approvals/approval-ends.ts";
import { describeApproval } from "../approvals/describe-approval.ts";
import type { OpenedRequest, RequestToOpen } from "../approvals/open-request.ts";
import { documentOf } from "../approvals/stored-approval.ts";
import { ApiError } from "../aws/api-error.ts";
import { isJsonObject } from "../base/json.ts";
import type { WebhookSigner } from "../notifications/sign-webhook.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { parameterOf, queryOf } from "./http/answers.ts";
import {
  type ApiAccess,
  type ApiRequest,
  checkNames,
  invalidRequest,
  readText,
  registerApiRoute,
} from "./http/api-access.ts";

export interface ApprovalApiRoutesDeps extends ApiAccess {
  readonly store: Pick<Store, "findApproval">;
  readonly openRequest: (request: RequestToOpen) => Promise<OpenedRequest>;
  readonly amend: (amendment: Amendment) => Promise<AmendOutcome>;
  readonly approvalEnds: Pick<ApprovalEnds, "waitFor">;
  readonly webhookSigner: Pick<WebhookSigner, "secretFor">;
}

const WAIT_SECONDS_MAX = 60;
const KEY_CHARACTERS_MAX = 255;

export function registerApprovalApiRoutes(app: FastifyInstance, deps: ApprovalApiRoutesDeps): void {
  registerApiRoute(app, deps, {
    method: "POST",
    url: "/api/approvals",
    scope: "decide",
    statusOf: (answer) => ("isRepeated" in answer ? 200 : 201),
    answer: (request) => open(deps, request),
  });
  registerApiRoute(app, deps, {
    method: "PATCH",
    url: "/api/approvals/:id",
    scope: "decide",
    answer: (request) => amend(deps, request),
  });
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/approvals/:id",
    scope: "read",
    answer: async ({ request }) => {
      const id = parameterOf(request, "id");
      const wait = readWait(queryOf(request).get("wait"));
      const approval =
        wait === 0 ? await deps.store.findApproval(id) : await waitForEnd(deps, request, wait);
      if (approval) return describeApproval(approval);
      throw noSuchApproval();
    },
  });
}

/** As long as its caller is there. */
async function waitForEnd(
  { approvalEnds }: ApprovalApiRoutesDeps,
  request: FastifyRequest,
  seconds: number,
): Promise<ApprovalRecord | undefined> {
  const gone = new AbortController();
  const hangUp = () => gone.abort();
  const { socket } = request.raw;
  socket.once("close", hangUp);
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(seconds * 1000)]);
  return approvalEnds
    .waitFor(parameterOf(request, "id"), signal)
    .finally(() => socket.off("close", hangUp));
}

/** Members of the request, and why they change. */
async function amend(deps: ApprovalApiRoutesDeps, api: ApiRequest): Promise<object> {
  const { reason: _, digest: __, ...members } = api.body;
  checkNames(members, [...AMENDABLE, "reason", "digest"]);
  if (Object.keys(members).length === 0) {
    throw invalidRequest(`Give one of ${AMENDABLE.join(", ")}`);
  }
  const outcome = await deps.amend({
    approvalId: parameterOf(api.request, "id"),
    members,
    by: api.caller.name,
    reason: readText(api.body, "reason") ?? "",
    digest: readText(api.body, "digest"),
    channel: "api",
  });
  switch (outcome.kind) {
    case "done":
      return describeApproval(outcome.approval);
    case "invalid":
      throw invalidRequest(outcome.message);
    case "notFound":
      throw noSuchApproval();
    case "notAllowed":
      throw new ApiError("NotAllowed", outcome.message, { status: 403 });
    case "refused":
      throw new ApiError("Refused", outcome.message, { status: 409 });
  }
}

function noSuchApproval(): ApiError {
  return new ApiError("ApprovalNotFound", "There is no such approval", { status: 404 });
}

async function open(deps: ApprovalApiRoutesDeps, api: ApiRequest): Promise<object> {
  const { body, caller, request } = api;
  checkNames(body, ["approval", "idempotencyKey"]);
  const { approval } = body;
  if (!isJsonObject(approval)) throw invalidRequest('"approval" must be an object');
  const header = request.headers["idempotency-key"];
  const key = readText(body, "idempotencyKey") ?? (typeof header === "string" ? header : undefined);
  if (key !== undefined && (key === "" || key.length > KEY_CHARACTERS_MAX)) {
    throw invalidRequest(`An idempotency key has 1 to ${KEY_CHARACTERS_MAX} characters`);
  }
  const opened = await deps.openRequest({ approval, key, startedBy: caller.name });
  switch (opened.kind) {
    case "invalid":
      throw invalidRequest(opened.problems.join("; "));
    case "keyTaken":
      throw new ApiError(
        "IdempotencyKeyTaken",
        "The idempotency key was used with another request",
        { status: 409 },
      );
    case "opened":
      return {
        ...describeApproval(opened.approval),
        ...describeWebhook(deps, opened.approval),
        ...(opened.isNew ? {} : { isRepeated: true }),
      };
  }
}

/** What the receiver checks signatures with, said to nobody but whoever opens a request with the address. */
function describeWebhook(
  { webhookSigner }: ApprovalApiRoutesDeps,
  approval: ApprovalRecord,
): object {
  const { webhook: url } = documentOf(approval).request;
  return url === undefined ? {} : { webhook: { url, secret: webhookSigner.secretFor(url) } };
}

function readWait(text: string | null): number {
  if (text === null) return 0;
  const seconds = Number(text);
  if (/^\d{1,2}$/.test(text) && seconds <= WAIT_SECONDS_MAX) return seconds;
  throw invalidRequest(`"wait" is a number of seconds from 0 to ${WAIT_SECONDS_MAX}`);
}
