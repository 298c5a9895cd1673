// The approver's page. Looking at it changes nothing, however often and by whatever method; a decision is
// a form that a person has filled in.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DecideOutcome, DecideRequest } from "../approvals/decide.ts";
import { findApprovalByLink, isCurrent } from "../approvals/link.ts";
import { documentOf, isConcerned, type LinkedApproval } from "../approvals/stored-approval.ts";
import { unreachable } from "../base/assert.ts";
import type { Clock } from "../base/instant.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { ReaderSettings } from "../wording/formats.ts";
import { type ActByLinkDeps, actByLink } from "./act-by-link.ts";
import { formOf, type PageAnswer, parameterOf, queryOf, sendPage } from "./http/answers.ts";
import { filledInOf, problemOf } from "./http/decision-fields.ts";
import { createMissLimit, type MissLimit } from "./http/miss-limit.ts";
import { rememberReader } from "./http/reader-of.ts";
import { isCrossSite } from "./http/same-origin.ts";
import { type FormState, renderDecisionPage } from "./pages/approval-page.ts";
import {
  ACTION_FIELD,
  renderInboxWay,
  renderInsteadLink,
  renderInsteadPage,
  renderTakeBackForm,
} from "./pages/approver-forms.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { LANGUAGE_FIELD } from "./pages/layout.ts";
import { renderMessagePage } from "./pages/message-page.ts";
import {
  renderElsewherePage,
  renderOutcomePage,
  renderPendingPage,
  standingOf,
} from "./pages/outcome-page.ts";
import type { Piece } from "./pages/reader.ts";
import type { Story } from "./pages/timeline.ts";
import { CROSS_SITE, TOO_MANY_MISSES, UNKNOWN_LINK } from "./refusals.ts";
import { storyOf, toldTo } from "./story-of.ts";

export interface ApprovalRoutesDeps extends ActByLinkDeps {
  readonly decide: (request: DecideRequest) => Promise<DecideOutcome>;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  /** Told of whatever is shown to be decided. */
  readonly approvalViewed?: (approval: ApprovalRecord) => void;
  /** How an address is written to. */
  readonly findProfile: (address: string) => ReaderSettings | undefined;
}

export function registerApprovalRoutes(app: FastifyInstance, deps: ApprovalRoutesDeps): void {
  const limit = createMissLimit(deps.clock);
  const route = (answer: Answer) => async (request: FastifyRequest, reply: FastifyReply) =>
    sendPage(reply, await withLimit(limit, request, () => answerApprover(deps, request, answer)));

  app.get("/approvals/:link", route(showApproval));
  app.post("/approvals/:link", route(submitDecision));
  app.get("/approvals/:link/instead", route(showInstead));
  app.post("/approvals/:link/instead", route(submitInstead));
}

type Answer = (deps: ApprovalRoutesDeps, request: FastifyRequest) => Promise<PageAnswer>;

/** In the language of whoever the link was mailed to. */
async function answerApprover(
  deps: ApprovalRoutesDeps,
  request: FastifyRequest,
  answer: Answer,
): Promise<PageAnswer> {
  const found = await findApprovalByLink(deps.store, parameterOf(request, "link"));
  if (!found) return UNKNOWN_LINK;
  const { approval, link } = found;
  rememberReader(request, deps.findProfile(link.approver));
  if (!(await mayLook(deps, found))) {
    const page = renderElsewherePage(approval);
    return { status: request.method === "POST" ? 403 : 200, page };
  }
  return answer(deps, request);
}

/** Not once somebody else has taken the request from them: the link may be why. */
async function mayLook(
  { store }: ApprovalRoutesDeps,
  { approval, link }: LinkedApproval,
): Promise<boolean> {
  if (isConcerned(approval, link.approver)) return true;
  const of = { approvalId: approval.id };
  const entries = await store.listAuditEntries(of, { limit: HANDED_ON_WITHIN });
  return entries.some(({ what, actor }) => what === "reassigned" && actor === link.approver);
}

/** Entries of its audit. */
const HANDED_ON_WITHIN = 1_000;

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
  const { approval, link } = found;
  const isOver = approval.status !== "pending";
  if (!isOver && !isCurrent(found)) return { status: 200, page: CHANGED_REQUEST };
  const story = await storyOf(deps, approval, toldTo(found));
  if (isOver) return { status: 200, page: renderOutcomePage(approval, story, "visit") };
  const standing = standingOf(approval, link.approver);
  if (standing !== "asked") {
    const more = renderTakeBackForm(approval, link.approver);
    return { status: 200, page: renderPendingPage(approval, story, standing, more) };
  }
  const followedChoice = queryOf(request).get("choice") ?? undefined;
  deps.approvalViewed?.(approval);
  const more = wayElse(deps, request, approval);
  return { status: 200, page: renderDecisionPage(approval, story, { followedChoice }, more) };
}

/** What can be done instead; where a link is not enough, the way to where it is decided. */
function wayElse(
  { publicUrl }: ApprovalRoutesDeps,
  request: FastifyRequest,
  approval: ApprovalRecord,
): Piece {
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
  if (form.get(ACTION_FIELD) === "takeBack") return submitAction(deps, linkId, form);
  const comment = form.get("comment") ?? "";
  // With the honeypot filled in, nothing counts as chosen or typed. Neither does the form of languages, which
  // carries on the choice that a link stands for, when a program posts it.
  const isFromPerson = !form.get(HONEYPOT_FIELD) && !form.has(LANGUAGE_FIELD);
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
  const found = await findApprovalByLink(deps.store, linkId);
  if (!found || outcome.kind === "notFound") return UNKNOWN_LINK;
  const { approval } = outcome;
  const story = await storyOf(deps, approval, toldTo(found));
  const { approver } = found.link;
  const counted = () => {
    const more = renderTakeBackForm(approval, approver);
    return renderPendingPage(approval, story, "counted", more);
  };
  if (outcome.kind === "counted") return { status: 200, page: counted() };
  if (outcome.kind === "alreadyRecorded" && approval.status === "pending") {
    return { status: 200, page: counted() };
  }
  return answerOf(outcome, story, { ...state, approver });
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
  const said: Piece = ({ words }) => words.links.changedSince;
  const story = await storyOf(deps, approval, toldTo(found));
  return { status: 409, page: renderDecisionPage(approval, story, {}, more, said) };
}

async function showInstead(deps: ApprovalRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  const linkId = parameterOf(request, "link");
  const found = await findApprovalByLink(deps.store, linkId);
  if (!found) return UNKNOWN_LINK;
  const { approval, link } = found;
  const story = () => storyOf(deps, approval, toldTo(found));
  if (approval.status !== "pending") {
    return { status: 200, page: renderOutcomePage(approval, await story(), "visit") };
  }
  if (!isCurrent(found)) return { status: 200, page: CHANGED_REQUEST };
  const standing = standingOf(approval, link.approver);
  if (standing !== "asked") {
    return { status: 200, page: renderPendingPage(approval, await story(), standing) };
  }
  return { status: 200, page: renderInsteadPage(approval, linkId, undefined) };
}

async function submitInstead(
  deps: ApprovalRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  if (isCrossSite(request, deps.publicUrl())) return CROSS_SITE;
  return submitAction(deps, parameterOf(request, "link"), formOf(request));
}

async function submitAction(
  deps: ApprovalRoutesDeps,
  linkId: string,
  form: URLSearchParams,
): Promise<PageAnswer> {
  const name = form.get(ACTION_FIELD) ?? "";
  return (await actByLink(deps, linkId, { name, form })) ?? UNKNOWN_LINK;
}

/** The page for what came of a decision. */
function answerOf(
  outcome: Exclude<DecideOutcome, { readonly kind: "counted" | "changed" | "notFound" }>,
  story: Story,
  state: FormState & { readonly approver: string },
): PageAnswer {
  const { approval } = outcome;
  switch (outcome.kind) {
    case "recorded":
      return { status: 200, page: renderOutcomePage(approval, story, "recordedNow") };
    case "alreadyRecorded":
      return { status: 200, page: renderOutcomePage(approval, story, "sameAgain") };
    case "notAllowed":
      return { status: 403, page: renderPendingPage(approval, story, outcome.standing) };
    case "conflict": {
      const arrival = state.chosen === "" ? "visit" : "otherChoice";
      return { status: 409, page: renderOutcomePage(approval, story, arrival, state.approver) };
    }
    case "closed":
      return { status: 409, page: renderOutcomePage(approval, story, "visit") };
    case "invalid":
      return { status: 422, page: renderDecisionPage(approval, story, state) };
    default:
      return unreachable(outcome);
  }
}

const CHANGED_REQUEST = renderMessagePage(({ words }) => ({
  title: words.links.changed,
  tone: "warn",
  lead: words.links.changedLead,
}));
