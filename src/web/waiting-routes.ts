// Operators' pages of what waits: the list, each request, and what can be done with one or many.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { ApiError } from "../aws/api-error.ts";
import type { Clock } from "../base/instant.ts";
import type { JsonObject } from "../base/json.ts";
import { includesRole } from "../identity/role.ts";
import type { Store } from "../store/store.ts";
import { type ActOnTaskDeps, actOnTask, actOnTasks } from "./act-on-task.ts";
import { formOf, type PageAnswer, parameterOf, queryOf, sendPage } from "./http/answers.ts";
import { filledInMembers } from "./http/decision-fields.ts";
import {
  formFieldsOf,
  type OperatorAccess,
  requireRole,
  visitorOf,
} from "./http/operator-access.ts";
import { isFromOwnPage } from "./http/same-origin.ts";
import { findWaiting, listWaiting, type WaitingItem } from "./list-waiting.ts";
import { renderActionForms, type SentAction } from "./pages/action-forms.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { renderMessagePage } from "./pages/message-page.ts";
import type { Piece } from "./pages/reader.ts";
import {
  listedDigestsOf,
  renderBulkResultPage,
  renderWaitingPage,
} from "./pages/waiting-list-page.ts";
import { renderWaitingApprovalPage, renderWaitingTaskPage } from "./pages/waiting-page.ts";
import { storyOf } from "./story-of.ts";
import { FILTER_NAMES, readWaitingFilter } from "./waiting-filter.ts";

export interface WaitingRoutesDeps extends OperatorAccess, ActOnTaskDeps {
  readonly store: ActOnTaskDeps["store"] &
    Pick<Store, "findAuditHead" | "listAuditEntries" | "listWaiting">;
  readonly clock: Clock;
}

const PAGE_SIZE = 50;

export function registerWaitingRoutes(app: FastifyInstance, deps: WaitingRoutesDeps): void {
  app.register(async (scope) => {
    requireRole(scope, deps, ({ method }) => (method === "POST" ? "operator" : "viewer"));
    const answer =
      (show: (deps: WaitingRoutesDeps, request: FastifyRequest) => Promise<PageAnswer>) =>
      async (request: FastifyRequest, reply: Parameters<typeof sendPage>[0]) =>
        sendPage(reply, await show(deps, request));
    scope.get("/waiting", answer(showWaiting));
    scope.post("/waiting", answer(submitMany));
    scope.get("/waiting/:id", answer(showItem));
    scope.post("/waiting/:id", answer(submitOne));
  });
}

async function showWaiting(
  { clock, store }: WaitingRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const now = clock();
  const query = queryOf(request);
  const after = query.get("after") || undefined;
  const { filter, problem } = readWaitingFilter(query, now);
  const { items, next } = await listWaiting(store, { filter, after, limit: PAGE_SIZE });
  const typed = FILTER_NAMES.map((name) => [name, query.get(name) ?? ""] as const);
  const page = renderWaitingPage({
    ...{ items, next, now, problem, isFirst: after === undefined },
    query: Object.fromEntries(typed.filter(([, value]) => value !== "")),
    hidden: mayAct(request) ? formFieldsOf(visitorOf(request)) : undefined,
  });
  return { status: problem === undefined ? 200 : 400, page };
}

async function showItem(deps: WaitingRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  const item = await findWaiting(deps.store, parameterOf(request, "id"));
  return item ? { status: 200, page: await renderItem(deps, item, request) } : NOT_FOUND;
}

interface Sent {
  readonly action?: SentAction;
  readonly decision?: {
    readonly chosen: string;
    readonly comment: string;
    readonly problem: Piece;
    readonly fieldOf: (name: string) => string | null;
  };
}

async function renderItem(
  deps: WaitingRoutesDeps,
  { approval, ...item }: WaitingItem,
  request: FastifyRequest,
  sent: Sent = {},
) {
  if (!approval) return renderWaitingTaskPage({ approval, ...item });
  const story = await storyOf(deps, approval, "operators");
  if (!mayAct(request)) return renderWaitingApprovalPage(approval, undefined, story);
  const visitor = visitorOf(request);
  const hidden = formFieldsOf(visitor);
  // Whoever is known has to say why.
  const why = visitor.proof !== "none" && { commentLabel: "Comment: why you decide for them" };
  const form = { ...sent.decision, ...why, hidden };
  return renderWaitingApprovalPage(
    approval,
    form,
    story,
    renderActionForms(approval, hidden, sent.action),
  );
}

/** A decision, or one of the other forms, which say which they are. */
async function submitOne(deps: WaitingRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  if (!isFromOwnPage(request, deps.publicUrl())) return CROSS_SITE;
  const id = parameterOf(request, "id");
  const form = formOf(request);
  const name = form.get("do");
  const before = await findWaiting(deps.store, id);
  if (!before?.approval) return NOT_FOUND;
  const fields =
    name === null
      ? { ...decisionOf(form), ...filledInMembers(before.approval, form) }
      : { ...membersOf(name, form), action: name };
  try {
    await actOnTask(deps, { id, body: fields, ...actorOf(request) });
    return answerAfter(deps, request, 200);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 400) return answerAfter(deps, request, error.status, error.message);
    const { message: problem } = error;
    const { choice, comment } = fields as { choice?: string; comment?: string };
    const sent =
      name === null
        ? {
            decision: {
              chosen: choice ?? "",
              comment: comment ?? "",
              problem: () => problem,
              fieldOf: fieldsIn(form),
            },
          }
        : { action: { action: name, problem } };
    return { status: 422, page: await renderItem(deps, before, request, sent) };
  }
}

/** The request as it is then, and what stood in the way. */
async function answerAfter(
  deps: WaitingRoutesDeps,
  request: FastifyRequest,
  status: number,
  problem?: string,
): Promise<PageAnswer> {
  const item = await findWaiting(deps.store, parameterOf(request, "id"));
  if (!item) return NOT_FOUND;
  const name = formOf(request).get("do");
  const sent = problem !== undefined && name !== null ? { action: { action: name, problem } } : {};
  return { status, page: await renderItem(deps, item, request, sent) };
}

async function submitMany(deps: WaitingRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  if (!isFromOwnPage(request, deps.publicUrl())) return CROSS_SITE;
  const form = formOf(request);
  const name = form.get("do") ?? "";
  const ids = form.getAll("id");
  const members = membersOf(name, form);
  const decision = name === "decide" && {
    comment: form.get("reason") ?? "",
    digests: listedDigestsOf(form),
  };
  const body = { ...members, ...decision, action: name, ids };
  try {
    const { results } = await actOnTasks(deps, { body, ...actorOf(request) });
    const items = await Promise.all(ids.map((id) => findWaiting(deps.store, id)));
    const titles = new Map(items.map((item, index) => [ids[index] ?? "", titleOf(item)]));
    return { status: 200, page: renderBulkResultPage(results, titles) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const lead = "Tick what it is about, and choose what to do with it.";
    return {
      status: 422,
      page: renderMessagePage({ title: "Nothing was done", tone: "warn", lead }),
    };
  }
}

function titleOf(item: WaitingItem | undefined): string {
  return item?.approval?.title ?? item?.task.subject ?? item?.task.stateName ?? "";
}

function decisionOf(form: URLSearchParams): JsonObject {
  const choice = form.get(HONEYPOT_FIELD) ? "" : (form.get("choice") ?? "");
  return { action: "decide", choice, comment: form.get("comment") ?? "" };
}

/** The fields that an action takes, of all that a form holds. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  reassign: ["from", "to", "reason"],
  addApprover: ["approver"],
  answer: ["answer"],
  cancel: ["reason"],
  decide: ["choice"],
};

function fieldsIn(form: URLSearchParams) {
  return (name: string) => form.get(name);
}

function membersOf(action: string, form: URLSearchParams): JsonObject {
  const names = MEMBERS[action] ?? [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = form.get(name);
      // Left empty, it is whoever alone is asked.
      const isLeftOut = value === null || (name === "from" && value.trim() === "");
      return isLeftOut ? [] : [[name, value]];
    }),
  );
}

function actorOf(request: FastifyRequest) {
  const { name, proof } = visitorOf(request);
  return { caller: { name }, proof, channel: "page" } as const;
}

function mayAct(request: FastifyRequest): boolean {
  return includesRole(visitorOf(request).role, "operator");
}

const NOT_FOUND: PageAnswer = {
  status: 404,
  page: renderMessagePage({ title: "Not found", tone: "warn", lead: "There is no such task." }),
};

const CROSS_SITE: PageAnswer = {
  status: 403,
  page: renderMessagePage({
    title: "Nothing was recorded",
    tone: "warn",
    lead: "The form was not sent by this server’s own page.",
  }),
};
