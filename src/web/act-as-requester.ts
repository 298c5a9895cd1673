// What whoever has asked does with their request, by the link in a mail or signed in: they answer questions,
// change what is asked, or take it back. They decide nothing.

import type { Action, ActOutcome, Actor, RequesterActor } from "../approvals/act.ts";
import type { AmendOutcome } from "../approvals/amend-request.ts";
import type { FieldSource } from "../approvals/form.ts";
import { html } from "../base/html.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { PageAnswer } from "./http/answers.ts";
import { fieldsOf } from "./http/decision-fields.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { CHANGE_PREFIX, DIGEST_FIELD } from "./pages/form-fields.ts";
import { renderMessagePage } from "./pages/message-page.ts";
import { renderOutcomePage } from "./pages/outcome-page.ts";
import { type Page, type Piece, saying } from "./pages/reader.ts";
import { type OwnPage, renderRequesterPage } from "./pages/requester-page.ts";
import { type StoryDeps, storyOf } from "./story-of.ts";

export interface ActAsRequesterDeps extends StoryDeps {
  readonly act: (actor: Actor, action: Action) => Promise<ActOutcome>;
  readonly resubmit: (sent: {
    readonly actor: RequesterActor;
    readonly reason: string;
    readonly changes: FieldSource;
    readonly digest?: string | undefined;
  }) => Promise<AmendOutcome>;
}

/** `undefined`: there is no such request of theirs. */
export async function actAsRequester(
  deps: ActAsRequesterDeps,
  approval: ApprovalRecord,
  requester: { readonly actor: RequesterActor; readonly address: string; readonly own?: OwnPage },
  form: URLSearchParams,
): Promise<PageAnswer | undefined> {
  const { actor, address, own } = requester;
  const name = form.get(HONEYPOT_FIELD) ? "" : (form.get("do") ?? "");
  const outcome = await doIt(deps, actor, { name, form });
  if (outcome?.kind === "notFound") return undefined;
  if (outcome && outcome.kind !== "invalid") {
    const status = { done: 200, notAllowed: 403, refused: 409 }[outcome.kind];
    return { status, page: messageOf(outcome, own && `../inbox/${approval.id}`) };
  }
  const story = await storyOf(deps, approval, { address });
  if (approval.status !== "pending") {
    return { status: 409, page: renderOutcomePage(approval, story, "visit") };
  }
  const problem: Piece = outcome
    ? saying(outcome.said)
    : ({ words }) => words.requester.nothingChosen;
  const fieldOf = (field: string) => form.get(field);
  const sent = { name, problem, problems: outcome?.problems, fieldOf };
  return { status: 422, page: renderRequesterPage(approval, story, { sent, ...own }) };
}

/** @param back the way to the request, where it leads on */
function messageOf(
  outcome: Exclude<AmendOutcome, { readonly kind: "notFound" }>,
  back: string | undefined,
): Page {
  const isDone = outcome.kind === "done";
  return renderMessagePage((reader) => ({
    title: isDone ? reader.words.frame.done : reader.words.frame.unchanged,
    tone: isDone ? "good" : "warn",
    lead: saying(outcome.said)(reader),
    more: back !== undefined && html`<p><a href="${back}">${reader.words.request.summary}</a></p>`,
  }));
}

async function doIt(
  { act, resubmit }: ActAsRequesterDeps,
  actor: RequesterActor,
  { name, form }: { readonly name: string; readonly form: URLSearchParams },
): Promise<AmendOutcome | undefined> {
  const text = form.get("text") ?? "";
  const digest = form.get(DIGEST_FIELD) ?? undefined;
  switch (name) {
    case "answer":
      return act(actor, { kind: "answer", answer: text });
    case "withdraw":
      return act(actor, { kind: "cancel", reason: text });
    case "resubmit":
      return resubmit({ actor, reason: text, changes: fieldsOf(form, CHANGE_PREFIX), digest });
    default:
      return undefined;
  }
}
