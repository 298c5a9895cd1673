// The approver's page. Looking at it changes nothing, however often and by whatever method; a decision is
// a form that a person has filled in.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DecideOutcome, DecideRequest } from "../approvals/decide.ts";
import { findApprovalByLink, isCurrent } from "../approvals/link.ts";
import { documentOf } from "../approvals/stored-approval.ts";
import { unreachable } from "../base/assert.ts";
import type { Html } from "../base/html.ts";
import type { Clock } from "../base/instant.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { type ApproverDeedsDeps, doAsApprover } from "./approver-deeds.ts";
import { formOf, type PageAnswer, parameterOf, queryOf, sendPage } from "./http/answers.ts";
import { filledInOf, problemOf } from "./http/decision-fields.ts";
import { createMissLimit, type MissLimit } from "./http/miss-limit.ts";
import { isCrossSite } from "./http/same-origin.ts";
import {
  renderDecisionPage,
  renderOutcomePage,
  renderPendingPage,
  standingOf,
} from "./pages/approval-page.ts";
import {
  DEED_FIELD,
  renderInboxWay,
  renderInsteadLink,
  renderInsteadPage,
  renderTakeBackForm,
} from "./pages/approver-forms.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { renderMessagePage } from "./pages/message-page.ts";

export interface ApprovalRoutesDeps extends ApproverDeedsDeps {
  readonly decide: (request: DecideRequest) => Promise<DecideOutcome>;
  readonly publicUrl: () => string;
  readonly clock: Clock;
}

export function registerApprovalRoutes(app: FastifyInstance, deps: ApprovalRoutesDeps): void {
  const limit = createMissLimit(deps.clock);
  const route =
    (answer: (deps: ApprovalRoutesDeps, request: FastifyRequest) => Promise<PageAnswer>) =>
    async (request: FastifyRequest, reply: FastifyReply) =>
      sendPage(reply, await withLimit(limit, request, () => answer(deps, request)));

  app.get("/approvals/:link", route(showApproval));
  app.post("/approvals/:link", route(submitDecision));
  app.get("/approvals/:link/instead", route(showInstead));
  app.post("/approvals/:link/instead", route(submitInstead));
}

async function withLimit(
  limit: MissLimit,
  request: FastifyRequest,
  answer: () => Promise<PageAnswer>,
): Promise<PageAnswer> {
  if (limit.isExceeded(request.ip)) return TOO_MANY_MISSES;
  const given = await answer();
  if (given === UNKNOWN_LINK) limit.miss(request.ip);
  return given;
}

async function showApproval(
  deps: ApprovalRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const found = await findApprovalByLink(deps.store, parameterOf(request, "link"));
  if (!found) return UNKNOWN_LINK;
  const { approval } = found;
  if (approval.status !== "pending") {
    return { status: 200, page: renderOutcomePage(approval, "visit") };
  }
  if (!isCurrent(found)) return { status: 200, page: CHANGED_REQUEST };
  const standing = standingOf(approval, found.link.approver);
  const { approver } = found.link;
  if (standing !== "asked") {
    const more = renderTakeBackForm(approval, approver);
    return { status: 200, page: renderPendingPage(approval, standing, more) };
  }
  const followedChoice = queryOf(request).get("choice") ?? undefined;
  const page = renderDecisionPage(approval, { followedChoice }, wayElse(deps, request, approval));
  return { status: 200, page };
}

/** What can be done instead; where a link is not enough, the way to where it is decided. */
function wayElse(
  { publicUrl }: ApprovalRoutesDeps,
  request: FastifyRequest,
  approval: ApprovalRecord,
): Html {
  if (documentOf(approval).plan.confirmation === "signedIn") {
    return renderInboxWay(`${publicUrl()}/inbox/${approval.id}`);
  }
  return renderInsteadLink(parameterOf(request, "link"));
}

async function submitDecision(
  deps: ApprovalRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const linkId = parameterOf(request, "link");
  if (isCrossSite(request, deps.publicUrl())) return CROSS_SITE;
  const form = formOf(request);
  if (form.get(DEED_FIELD) === "takeBack") return submitDeed(deps, linkId, form);
  const comment = form.get("comment") ?? "";
  // With the honeypot filled in, nothing counts as chosen or typed.
  const isFromPerson = !form.get(HONEYPOT_FIELD);
  const choiceId = isFromPerson ? (form.get("choice") ?? "") : "";
  const followedChoice = queryOf(request).get("choice") ?? undefined;
  const outcome = await deps.decide({
    linkId,
    choiceId,
    comment,
    ...filledInOf(form),
    channel: "link",
    code: isFromPerson ? (form.get("code") ?? "") : "",
  });
  const filledIn = outcome.kind === "invalid" ? problemOf(outcome, form) : {};
  const state = { followedChoice, chosen: choiceId, comment, ...filledIn };
  if (outcome.kind === "changed") return showChanged(deps, request);
  if (outcome.kind !== "counted") return answerOf(outcome, state);
  const found = await findApprovalByLink(deps.store, linkId);
  const more = found && renderTakeBackForm(outcome.approval, found.link.approver);
  return { status: 200, page: renderPendingPage(outcome.approval, "counted", more) };
}

/** Whoever sent a form for what is asked no longer gets the form for what is. */
async function showChanged(deps: ApprovalRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  const found = await findApprovalByLink(deps.store, parameterOf(request, "link"));
  if (!found) return UNKNOWN_LINK;
  const { approval, link } = found;
  if (!isCurrent(found)) return { status: 409, page: CHANGED_REQUEST };
  if (standingOf(approval, link.approver) !== "asked") {
    return { status: 409, page: (await showApproval(deps, request)).page };
  }
  const more = wayElse(deps, request, approval);
  const said =
    "Nothing was recorded: the request has changed since you opened it. This is how it is now.";
  return { status: 409, page: renderDecisionPage(approval, {}, more, said) };
}

async function showInstead(
  { store }: ApprovalRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const linkId = parameterOf(request, "link");
  const found = await findApprovalByLink(store, linkId);
  if (!found) return UNKNOWN_LINK;
  const { approval, link } = found;
  if (approval.status !== "pending") {
    return { status: 200, page: renderOutcomePage(approval, "visit") };
  }
  if (!isCurrent(found)) return { status: 200, page: CHANGED_REQUEST };
  const standing = standingOf(approval, link.approver);
  if (standing !== "asked") return { status: 200, page: renderPendingPage(approval, standing) };
  return { status: 200, page: renderInsteadPage(approval, linkId, undefined) };
}

async function submitInstead(
  deps: ApprovalRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  if (isCrossSite(request, deps.publicUrl())) return CROSS_SITE;
  return submitDeed(deps, parameterOf(request, "link"), formOf(request));
}

async function submitDeed(
  deps: ApprovalRoutesDeps,
  linkId: string,
  form: URLSearchParams,
): Promise<PageAnswer> {
  const name = form.get(DEED_FIELD) ?? "";
  return (await doAsApprover(deps, linkId, { name, form })) ?? UNKNOWN_LINK;
}

/** The page for what came of a decision. */
function answerOf(
  outcome: Exclude<DecideOutcome, { readonly kind: "counted" | "changed" }>,
  state: Parameters<typeof renderDecisionPage>[1],
): PageAnswer {
  switch (outcome.kind) {
    case "recorded":
      return { status: 200, page: renderOutcomePage(outcome.approval, "recordedNow") };
    case "alreadyRecorded":
      return { status: 200, page: renderOutcomePage(outcome.approval, "sameAgain") };
    case "notAllowed":
      return { status: 403, page: renderPendingPage(outcome.approval, outcome.message) };
    case "conflict": {
      const arrival = state.chosen === "" ? "visit" : "otherChoice";
      return { status: 409, page: renderOutcomePage(outcome.approval, arrival) };
    }
    case "closed":
      return { status: 409, page: renderOutcomePage(outcome.approval, "visit") };
    case "notFound":
      return UNKNOWN_LINK;
    case "invalid": {
      return { status: 422, page: renderDecisionPage(outcome.approval, state) };
    }
    default:
      return unreachable(outcome);
  }
}

const UNKNOWN_LINK: PageAnswer = {
  status: 404,
  page: renderMessagePage({
    title: "This link leads nowhere",
    tone: "warn",
    lead:
      "There is no request behind this address. Open the link in the mail again; if it was broken " +
      "over several lines, copy all of it.",
  }),
};

const CHANGED_REQUEST = renderMessagePage({
  title: "The request has changed",
  tone: "warn",
  lead:
    "What this link was made for is no longer what is asked. If you are to decide, a new mail is on its " +
    "way to you, with a new link.",
});

const TOO_MANY_MISSES: PageAnswer = {
  status: 429,
  page: renderMessagePage({
    title: "Too many broken links",
    tone: "warn",
    lead: "Many links that do not exist were opened from your network. Try again in a minute.",
  }),
};

const CROSS_SITE: PageAnswer = {
  status: 403,
  page: renderMessagePage({
    title: "Nothing was recorded",
    tone: "warn",
    lead: "The form was sent by another site. Open the link in the mail and decide there.",
  }),
};
