// What whoever is signed in does with a request of theirs beside deciding: the same as by a link.

import type { FastifyRequest } from "fastify";
import type { Action, ActOutcome, Actor } from "../approvals/act.ts";
import { openSeatsOf, stateOf } from "../approvals/stored-approval.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { ACTION_STATUSES, findAction, messageOf, typedIn } from "./act-by-link.ts";
import { formOf, type PageAnswer, parameterOf } from "./http/answers.ts";
import { formFieldsOf, signedInOf, visitorOf } from "./http/operator-access.ts";
import { ACTION_FIELD, renderInsteadPage, renderTakeBackForm } from "./pages/approver-forms.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { renderInboxItemPage } from "./pages/inbox-page.ts";
import { type Piece, saying } from "./pages/reader.ts";
import { type StoryDeps, storyOf } from "./story-of.ts";

export interface ActInInboxDeps {
  readonly store: StoryDeps["store"] & Pick<Store, "findApproval">;
  readonly act: (actor: Actor, action: Action) => Promise<ActOutcome>;
}

/** `undefined`: there is no such request that waits for them. */
export async function showInsteadOfOwn(
  { store }: ActInInboxDeps,
  request: FastifyRequest,
): Promise<PageAnswer | undefined> {
  const approval = await findAsked(store, request);
  const page = approval && renderInsteadPage(approval, approval.id, undefined, fieldsOf(request));
  return page && { status: 200, page };
}

export async function actInInbox(
  deps: ActInInboxDeps,
  request: FastifyRequest,
): Promise<PageAnswer | undefined> {
  const approval = await findAsked(deps.store, request);
  if (!approval) return undefined;
  const form = formOf(request);
  const name = form.get(ACTION_FIELD) ?? "";
  const refuse = (problem: Piece): PageAnswer => {
    const sent = { action: name, problem, ...typedIn(form) };
    return {
      status: 422,
      page: renderInsteadPage(approval, approval.id, sent, fieldsOf(request)),
    };
  };
  const action = form.get(HONEYPOT_FIELD) ? undefined : findAction(name, form);
  if (!action) return refuse(({ words }) => words.instead.nothingChosen);
  const by = signedInOf(request).session.address;
  const outcome = await deps.act({ channel: "inbox", approvalId: approval.id, by }, action);
  if (outcome.kind === "notFound") return undefined;
  if (outcome.kind === "invalid") return refuse(saying(outcome.said));
  return { status: ACTION_STATUSES[outcome.kind], page: messageOf("../../inbox", outcome) };
}

/** For whoever has just decided and may still take it back. */
export function takeBackForm(
  approval: ApprovalRecord,
  request: FastifyRequest,
  problem?: Piece,
): Piece | undefined {
  if (approval.status !== "pending") return undefined;
  return renderTakeBackForm(
    approval,
    signedInOf(request).session.address,
    problem,
    fieldsOf(request),
  );
}

export async function takeBackOwn(
  deps: Pick<ActInInboxDeps, "act" | "store">,
  approval: ApprovalRecord,
  request: FastifyRequest,
): Promise<PageAnswer | undefined> {
  const by = signedInOf(request).session.address;
  const form = formOf(request);
  const action = form.get(HONEYPOT_FIELD) ? undefined : findAction("takeBack", form);
  if (!action) {
    const more = takeBackForm(approval, request, ({ words }) => words.instead.nothingChosen);
    const story = await storyOf(deps, approval, { address: by });
    return { status: 422, page: renderInboxItemPage(approval, story, more ? { more } : {}) };
  }
  const outcome = await deps.act({ channel: "inbox", approvalId: approval.id, by }, action);
  if (outcome.kind === "notFound") return undefined;
  const status = outcome.kind === "invalid" ? 422 : ACTION_STATUSES[outcome.kind];
  return { status, page: messageOf(`../inbox/${approval.id}`, outcome) };
}

async function findAsked(
  store: ActInInboxDeps["store"],
  request: FastifyRequest,
): Promise<ApprovalRecord | undefined> {
  const approval = await store.findApproval(parameterOf(request, "id"));
  if (approval?.status !== "pending") return undefined;
  const seats = openSeatsOf(stateOf(approval));
  return seats.some(({ address }) => address === signedInOf(request).session.address)
    ? approval
    : undefined;
}

function fieldsOf(request: FastifyRequest) {
  return formFieldsOf(visitorOf(request));
}
