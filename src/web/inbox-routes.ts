// What is somebody's own: the requests that wait for them, and those that they have decided. Nobody sees
// another's here; a request that is not theirs is answered like one that there is not.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { isRequester } from "../approvals/act.ts";
import type { DecideOutcome, DecideRequest } from "../approvals/decide.ts";
import { isConcerned, openSeatsOf, stateOf } from "../approvals/stored-approval.ts";
import { defined } from "../base/assert.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Page, Store } from "../store/store.ts";
import { type ActAsRequesterDeps, actAsRequester } from "./act-as-requester.ts";
import {
  type ActInInboxDeps,
  actInInbox,
  showInsteadOfOwn,
  takeBackForm,
  takeBackOwn,
} from "./act-in-inbox.ts";
import { formOf, type PageAnswer, parameterOf, queryOf, sendPage } from "./http/answers.ts";
import { filledInOf, problemOf } from "./http/decision-fields.ts";
import {
  formFieldsOf,
  type OperatorAccess,
  requireRole,
  signedInOf,
  visitorOf,
} from "./http/operator-access.ts";
import { isFromOwnPage } from "./http/same-origin.ts";
import { listWaiting } from "./list-waiting.ts";
import { ACTION_FIELD } from "./pages/approver-forms.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { renderInboxItemPage, renderInboxPage } from "./pages/inbox-page.ts";
import { renderMessagePage } from "./pages/message-page.ts";
import type { Piece } from "./pages/reader.ts";
import { type OwnPage, renderRequesterPage } from "./pages/requester-page.ts";
import { NOT_OWN_PAGE } from "./refusals.ts";
import { storyOf } from "./story-of.ts";

export interface InboxRoutesDeps extends OperatorAccess, ActInInboxDeps, ActAsRequesterDeps {
  readonly store: ActInInboxDeps["store"] &
    Pick<Store, "findApproval" | "listRequestedApprovals" | "listVotedApprovals" | "listWaiting">;
  readonly decide: (request: DecideRequest) => Promise<DecideOutcome>;
  /** Told of whatever is shown to be decided. */
  readonly approvalViewed?: (approval: ApprovalRecord) => void;
}

const PAGE_SIZE = 50;

export function registerInboxRoutes(app: FastifyInstance, deps: InboxRoutesDeps): void {
  app.register(async (scope) => {
    requireRole(scope, deps, "own");
    scope.get("/inbox", async (request, reply) => sendPage(reply, await showInbox(deps, request)));
    scope.get("/inbox/:id", async (request, reply) =>
      sendPage(reply, await showItem(deps, request)),
    );
    scope.get("/inbox/:id/instead", async (request, reply) =>
      sendPage(reply, (await showInsteadOfOwn(deps, request)) ?? NOT_FOUND),
    );
    scope.post("/inbox/:id/instead", async (request, reply) => {
      if (!isFromOwnPage(request, deps.publicUrl())) return sendPage(reply, NOT_OWN_PAGE);
      return sendPage(reply, (await actInInbox(deps, request)) ?? NOT_FOUND);
    });
    scope.post("/inbox/:id", async (request, reply) =>
      sendPage(reply, await submitDecision(deps, request)),
    );
  });
}

async function showInbox(
  { findRole, store }: InboxRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const { formToken, session } = signedInOf(request);
  const { address } = session;
  const query = queryOf(request);
  const after = query.get("after") || undefined;
  const [{ items, next }, decided, requested] = await Promise.all([
    listWaiting(store, { filter: { approver: address }, after, limit: PAGE_SIZE }),
    readPage(query, "decidedAfter", (page) => store.listVotedApprovals(address, page)),
    readPage(query, "requestedAfter", (page) => store.listRequestedApprovals(address, page)),
  ]);
  const page = renderInboxPage({
    address,
    formToken,
    hasRole: findRole(address) !== undefined,
    waiting: items.map(({ approval }) => defined(approval, "the request of a seat")),
    isFirst: after === undefined,
    next,
    decided: decided.approvals,
    isFirstDecided: decided.isFirst,
    nextDecided: decided.next,
    requested: requested.approvals,
    isFirstRequested: requested.isFirst,
    nextRequested: requested.next,
  });
  return { status: 200, page };
}

/** @param parameter of the page's address: the id that was the last one on the page before */
async function readPage(
  query: URLSearchParams,
  parameter: string,
  read: (page: Page) => Promise<readonly ApprovalRecord[]>,
) {
  const after = query.get(parameter) || undefined;
  const found = await read({ limit: PAGE_SIZE + 1, ...(after !== undefined && { after }) });
  const approvals = found.slice(0, PAGE_SIZE);
  const next = found.length > PAGE_SIZE ? approvals.at(-1)?.id : undefined;
  return { approvals, isFirst: after === undefined, next };
}

async function showItem(deps: InboxRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  const { address } = signedInOf(request).session;
  const approval = await findOwn(deps.store, request);
  if (!approval) return await showRequested(deps, request);
  if (isAsked(approval, address)) deps.approvalViewed?.(approval);
  const form = isAsked(approval, address) && { hidden: formFieldsOf(visitorOf(request)) };
  const more = takeBackForm(approval, request);
  const told = { ...(form && { form }), ...(more && { more }) };
  const story = await storyOf(deps, approval, { address });
  return { status: 200, page: renderInboxItemPage(approval, story, told) };
}

/** What they have asked themselves, and so do not decide. */
async function showRequested(deps: InboxRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  const { address } = signedInOf(request).session;
  const approval = await findRequested(deps.store, request);
  if (!approval) return NOT_FOUND;
  const story = await storyOf(deps, approval, { address });
  const page =
    approval.status === "pending"
      ? renderRequesterPage(approval, story, ownPageOf(request))
      : renderInboxItemPage(approval, story, { isOwn: true });
  return { status: 200, page };
}

async function submitRequested(
  deps: InboxRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const { address } = signedInOf(request).session;
  const approval = await findRequested(deps.store, request);
  if (!approval) return NOT_FOUND;
  const actor = { channel: "inbox", approvalId: approval.id, by: address } as const;
  const requester = { actor, address, own: ownPageOf(request) };
  return (await actAsRequester(deps, approval, requester, formOf(request))) ?? NOT_FOUND;
}

function ownPageOf(request: FastifyRequest): OwnPage {
  return { hidden: formFieldsOf(visitorOf(request)), isInInbox: true };
}

async function findRequested(
  store: Pick<Store, "findApproval">,
  request: FastifyRequest,
): Promise<ApprovalRecord | undefined> {
  const approval = await store.findApproval(parameterOf(request, "id"));
  const { address } = signedInOf(request).session;
  return approval && isRequester(approval, address) ? approval : undefined;
}

async function submitDecision(deps: InboxRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  if (!isFromOwnPage(request, deps.publicUrl())) return NOT_OWN_PAGE;
  const own = await findOwn(deps.store, request);
  if (!own) return submitRequested(deps, request);
  const form = formOf(request);
  if (form.get(ACTION_FIELD) === "takeBack")
    return (await takeBackOwn(deps, own, request)) ?? NOT_FOUND;
  const comment = form.get("comment") ?? "";
  const chosen = form.get(HONEYPOT_FIELD) ? "" : (form.get("choice") ?? "");
  const outcome = await deps.decide({
    approvalId: own.id,
    choiceId: chosen,
    comment,
    ...filledInOf(form),
    channel: "inbox",
    by: signedInOf(request).session.address,
  });
  if (outcome.kind === "notFound") return NOT_FOUND;
  const { approval } = outcome;
  const { address } = signedInOf(request).session;
  const story = await storyOf(deps, approval, { address });
  if (outcome.kind === "invalid") {
    const hidden = formFieldsOf(visitorOf(request));
    const state = { chosen, comment, hidden, ...problemOf(outcome, form) };
    return { status: 422, page: renderInboxItemPage(approval, story, { form: state }) };
  }
  if (outcome.kind === "changed" && isAsked(approval, address)) {
    // As it is now, with its form: it can be decided at once.
    const again = { hidden: formFieldsOf(visitorOf(request)) };
    const page = renderInboxItemPage(approval, story, { form: again, said: saidAs("changed") });
    return { status: 409, page };
  }
  const said = saidAs(outcome.kind);
  const more = takeBackForm(approval, request);
  return {
    status: STATUSES[outcome.kind],
    page: renderInboxItemPage(approval, story, { said, ...(more && { more }) }),
  };
}

type Said = Exclude<DecideOutcome["kind"], "notFound" | "invalid">;

function saidAs(kind: Said): Piece {
  return ({ words }) => words.inbox[kind];
}

const STATUSES: Readonly<Record<Said, number>> = {
  recorded: 200,
  counted: 200,
  alreadyRecorded: 200,
  changed: 409,
  conflict: 409,
  closed: 409,
  notAllowed: 403,
};

async function findOwn(
  store: Pick<Store, "findApproval">,
  request: FastifyRequest,
): Promise<ApprovalRecord | undefined> {
  const { address } = signedInOf(request).session;
  const approval = await store.findApproval(parameterOf(request, "id"));
  return approval && isConcerned(approval, address) ? approval : undefined;
}

function isAsked(approval: ApprovalRecord, address: string): boolean {
  const seats = approval.status === "pending" ? openSeatsOf(stateOf(approval)) : [];
  return seats.some((seat) => seat.address === address);
}

const NOT_FOUND: PageAnswer = {
  status: 404,
  page: renderMessagePage(({ words }) => ({
    title: words.inbox.notFound,
    tone: "warn",
    lead: words.inbox.notFoundLead,
  })),
};
