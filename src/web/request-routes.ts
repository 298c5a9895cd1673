// The page of whoever has asked, by the link in a mail to them: they answer questions, change what is asked,
// or take it back. Nothing is chosen or filled in beforehand, and looking at it changes nothing.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Action, ActOutcome, Actor } from "../approvals/act.ts";
import type { AmendOutcome } from "../approvals/amend-request.ts";
import type { FieldSource } from "../approvals/form.ts";
import { findRequestByLink, isCurrent } from "../approvals/link.ts";
import type { LinkedApproval } from "../approvals/stored-approval.ts";
import type { Clock } from "../base/instant.ts";
import type { Store } from "../store/store.ts";
import type { ReaderSettings } from "../wording/formats.ts";
import { formOf, type PageAnswer, parameterOf, sendPage } from "./http/answers.ts";
import { fieldsOf } from "./http/decision-fields.ts";
import { createMissLimit } from "./http/miss-limit.ts";
import { rememberReader } from "./http/reader-of.ts";
import { isCrossSite } from "./http/same-origin.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { CHANGE_PREFIX } from "./pages/form-fields.ts";
import { renderMessagePage } from "./pages/message-page.ts";
import { renderOutcomePage } from "./pages/outcome-page.ts";
import { type Piece, saying } from "./pages/reader.ts";
import { renderRequesterPage } from "./pages/requester-page.ts";
import { CROSS_SITE, TOO_MANY_MISSES, UNKNOWN_LINK } from "./refusals.ts";
import { storyOf } from "./story-of.ts";

export interface RequestRoutesDeps {
  readonly store: Pick<Store, "findApproval" | "findApprovalLink" | "listAuditEntries">;
  readonly act: (actor: Actor, action: Action) => Promise<ActOutcome>;
  readonly resubmit: (sent: {
    readonly linkId: string;
    readonly reason: string;
    readonly changes: FieldSource;
  }) => Promise<AmendOutcome>;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  /** How an address is written to. */
  readonly findProfile: (address: string) => ReaderSettings | undefined;
}

export function registerRequestRoutes(app: FastifyInstance, deps: RequestRoutesDeps): void {
  const limit = createMissLimit(deps.clock);
  const route =
    (answer: (found: LinkedApproval, request: FastifyRequest) => Promise<PageAnswer>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      if (limit.isExceeded(request.ip)) return sendPage(reply, TOO_MANY_MISSES);
      const found = await findRequestByLink(deps.store, parameterOf(request, "link"));
      if (!found) limit.miss(request.ip);
      else rememberReader(request, deps.findProfile(found.link.approver));
      return sendPage(reply, found ? await answer(found, request) : UNKNOWN_LINK);
    };
  app.get(
    "/requests/:link",
    route((found) => show(deps, found)),
  );
  app.post(
    "/requests/:link",
    route((found, request) => submit(deps, found, request)),
  );
}

async function show(deps: RequestRoutesDeps, found: LinkedApproval): Promise<PageAnswer> {
  const { approval } = found;
  if (approval.status !== "pending") {
    return {
      status: 200,
      page: renderOutcomePage(approval, "visit", await storyOf(deps, approval)),
    };
  }
  if (!isCurrent(found)) return { status: 200, page: CHANGED_REQUEST };
  const story = await storyOf(deps, approval);
  return { status: 200, page: renderRequesterPage(approval, undefined, story) };
}

async function submit(
  deps: RequestRoutesDeps,
  { approval }: LinkedApproval,
  request: FastifyRequest,
): Promise<PageAnswer> {
  if (isCrossSite(request, deps.publicUrl())) return CROSS_SITE;
  const form = formOf(request);
  const linkId = parameterOf(request, "link");
  const name = form.get(HONEYPOT_FIELD) ? "" : (form.get("do") ?? "");
  const outcome = await doIt(deps, linkId, { name, form });
  if (outcome === undefined || outcome.kind === "invalid") {
    if (approval.status !== "pending") {
      return { status: 409, page: renderOutcomePage(approval, "visit") };
    }
    const problem: Piece = outcome
      ? saying(outcome.said)
      : ({ words }) => words.requester.nothingChosen;
    const sent = { name, problem, problems: outcome?.problems, fieldOf: readerOf(form) };
    const story = await storyOf(deps, approval);
    return { status: 422, page: renderRequesterPage(approval, sent, story) };
  }
  if (outcome.kind === "notFound") return UNKNOWN_LINK;
  const isDone = outcome.kind === "done";
  return {
    status: isDone ? 200 : outcome.kind === "notAllowed" ? 403 : 409,
    page: renderMessagePage((reader) => ({
      title: isDone ? reader.words.frame.done : reader.words.frame.unchanged,
      tone: isDone ? "good" : "warn",
      lead: saying(outcome.said)(reader),
    })),
  };
}

function readerOf(form: URLSearchParams) {
  return (name: string) => form.get(name);
}

async function doIt(
  { act, resubmit }: RequestRoutesDeps,
  linkId: string,
  { name, form }: { readonly name: string; readonly form: URLSearchParams },
): Promise<AmendOutcome | undefined> {
  const text = form.get("text") ?? "";
  const actor = { channel: "requester", linkId } as const;
  switch (name) {
    case "answer":
      return act(actor, { kind: "answer", answer: text });
    case "withdraw":
      return act(actor, { kind: "cancel", reason: text });
    case "resubmit":
      return resubmit({ linkId, reason: text, changes: fieldsOf(form, CHANGE_PREFIX) });
    default:
      return undefined;
  }
}

const CHANGED_REQUEST = renderMessagePage(({ words }) => ({
  title: words.links.changed,
  tone: "plain",
  lead: words.links.changedForRequester,
}));
