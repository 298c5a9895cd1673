// What an approver does through their link beside deciding: hand the request on, put it off, take a
// decision back. Each is a form of its own that a person has filled in.

import type { Action, ActOutcome, Actor } from "../approvals/act.ts";
import { findApprovalByLink } from "../approvals/link.ts";
import type { LinkedApproval } from "../approvals/stored-approval.ts";
import { html } from "../base/html.ts";
import type { Store } from "../store/store.ts";
import type { PageAnswer } from "./http/answers.ts";
import { renderInsteadPage, renderTakeBackForm } from "./pages/approver-forms.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { renderMessagePage } from "./pages/message-page.ts";
import { renderOutcomePage, renderPendingPage } from "./pages/outcome-page.ts";
import { type Page, type Piece, saying } from "./pages/reader.ts";
import type { Story } from "./pages/timeline.ts";
import { type StoryDeps, storyOf, toldTo } from "./story-of.ts";

export interface ActByLinkDeps {
  readonly store: StoryDeps["store"] & Pick<Store, "findApproval" | "findApprovalLink">;
  readonly act: (actor: Actor, action: Action) => Promise<ActOutcome>;
}

/** `undefined`: there is no such link. */
export async function actByLink(
  deps: ActByLinkDeps,
  linkId: string,
  { name, form }: { readonly name: string; readonly form: URLSearchParams },
): Promise<PageAnswer | undefined> {
  const found = await findApprovalByLink(deps.store, linkId);
  if (!found) return undefined;
  const story = () => storyOf(deps, found.approval, toldTo(found));
  if (found.approval.status !== "pending") {
    return { status: 409, page: renderOutcomePage(found.approval, await story(), "visit") };
  }
  const refuse = async (problem: Piece) =>
    refusal(found, await story(), linkId, { name, form, problem });
  const action = form.get(HONEYPOT_FIELD) ? undefined : findAction(name, form);
  if (action === undefined) return refuse(({ words }) => words.instead.nothingChosen);
  const code = form.get("code") ?? "";
  const outcome = await deps.act({ channel: "link", linkId, code }, action);
  if (outcome.kind === "notFound") return undefined;
  if (outcome.kind === "invalid") return refuse(saying(outcome.said));
  // The actions of the decision page are sent to its own address.
  const back = name === "takeBack" ? linkId : `../${linkId}`;
  return { status: ACTION_STATUSES[outcome.kind], page: messageOf(back, outcome) };
}

export const ACTION_STATUSES = { done: 200, notAllowed: 403, refused: 409 } as const;

/** What a form asks for; nothing where it was sent as it stands. */
export function findAction(name: string, form: URLSearchParams): Action | undefined {
  switch (name) {
    case "handOn":
      return { kind: "reassign", to: form.get("to") ?? "", reason: form.get("reason") ?? "" };
    case "snooze":
      return { kind: "snooze", length: form.get("length") ?? "" };
    case "ask":
      return { kind: "ask", question: form.get("text") ?? "" };
    case "sendBack":
      return { kind: "sendBack", reason: form.get("text") ?? "" };
    case "takeBack":
      return form.get("sure") === "yes" ? { kind: "takeBack" } : undefined;
    default:
      return undefined;
  }
}

/** The form again, with what was wrong. */
function refusal(
  { approval, link }: LinkedApproval,
  story: Story,
  linkId: string,
  sent: { readonly name: string; readonly form: URLSearchParams; readonly problem: Piece },
): PageAnswer {
  const { form, name, problem } = sent;
  if (name === "takeBack") {
    const again = renderTakeBackForm(approval, link.approver, problem);
    return { status: 422, page: renderPendingPage(approval, story, "counted", again) };
  }
  const again = { action: name, problem, ...typedIn(form) };
  return { status: 422, page: renderInsteadPage(approval, linkId, again) };
}

export function typedIn(form: URLSearchParams) {
  const read = (field: string) => form.get(field) ?? "";
  return { to: read("to"), reason: read("reason"), text: read("text") };
}

/** What came of it, with the way back. */
export function messageOf(
  back: string,
  outcome: Pick<Extract<ActOutcome, { readonly message: string }>, "kind" | "said">,
): Page {
  const isDone = outcome.kind === "done";
  return renderMessagePage((reader) => ({
    title: isDone ? reader.words.frame.done : reader.words.frame.unchanged,
    tone: isDone ? "good" : "warn",
    lead: saying(outcome.said)(reader),
    more: html`<p><a href="${back}">${reader.words.request.summary}</a></p>`,
  }));
}
