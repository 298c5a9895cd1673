// The one way in which a person's decision reaches a request, whatever it came through. What it comes to is
// one transaction (`apply-event.ts`): of two people who decide at once, exactly one has decided.

import type { Proof } from "../identity/role.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { type Told, tell, told } from "../wording/sentence.ts";
import { type Applied, type ApplyDeps, applyEvent } from "./apply-event.ts";
import { checkChallenge } from "./check-challenge.ts";
import type { ApprovalRequest } from "./document.ts";
import type { FieldSource } from "./form.ts";
import { findApprovalByLink, isCurrent } from "./link.ts";
import type { ApprovalEvent, Refusal } from "./policy/approval-event.ts";
import { type FilledInProblems, readFilledIn } from "./read-filled-in.ts";
import { requestDigestOf } from "./request-digest.ts";
import {
  type Decision,
  type DecisionChannel,
  decisionOf,
  documentOf,
  stateOf,
} from "./stored-approval.ts";

export interface DecideDeps extends ApplyDeps {
  readonly store: ApplyDeps["store"] & Pick<Store, "findApprovalLink">;
}

export type DecideRequest = {
  readonly choiceId: string;
  readonly comment: string;
  /** What was filled in: members that JSON names, or the fields of a page. */
  readonly values?: FieldSource | undefined;
  /** What was decided otherwise than proposed, by the member of the details. */
  readonly changes?: FieldSource | undefined;
  /** Of what was looked at; where it is no longer that, nothing counts. */
  readonly digest?: string | undefined;
} & (
  | {
      readonly linkId: string;
      readonly channel: "link";
      /** What was typed for a challenge. */
      readonly code?: string;
    }
  | {
      readonly approvalId: string;
      readonly channel: "inbox";
      /** The address of whoever is asked, and is signed in. */
      readonly by: string;
    }
  | {
      readonly approvalId: string;
      readonly channel: Exclude<DecisionChannel, "link" | "inbox">;
      /** How the operator was known. */
      readonly proof?: Proof;
      /** The operator, as far as known, who decides in the approvers' place. */
      readonly by: string;
    }
);

export type DecideOutcome =
  | { readonly kind: "recorded"; readonly approval: ApprovalRecord; readonly decision: Decision }
  /** It counts, and others are still to decide. */
  | { readonly kind: "counted"; readonly approval: ApprovalRecord }
  /** The same choice was made before; nothing changed. */
  | { readonly kind: "alreadyRecorded"; readonly approval: ApprovalRecord }
  /** Another choice was made before. */
  | { readonly kind: "conflict"; readonly approval: ApprovalRecord }
  /** Expired or cancelled. */
  | { readonly kind: "closed"; readonly approval: ApprovalRecord }
  /** What is asked has changed since it was looked at. */
  | { readonly kind: "changed"; readonly approval: ApprovalRecord }
  /** This person does not decide here, or no longer. */
  | ({
      readonly kind: "notAllowed";
      readonly approval: ApprovalRecord;
      readonly standing: "elsewhere" | "sentBack" | "decidedTogether" | "ownRequest";
    } & Told)
  | { readonly kind: "notFound" }
  | ({
      readonly kind: "invalid";
      readonly approval: ApprovalRecord;
      readonly field: "choice" | "comment" | "code" | "values";
      readonly problems?: FilledInProblems;
    } & Told);

export const COMMENT_CHARACTERS_MAX = 4_000;

export async function decide(deps: DecideDeps, request: DecideRequest): Promise<DecideOutcome> {
  const subject = await findSubject(deps.store, request);
  if (!subject) return { kind: "notFound" };
  const { approval, by, isLinkCurrent } = subject;
  if (!isLinkCurrent && approval.status === "pending") return { kind: "changed", approval };
  const comment = request.comment.replaceAll("\r\n", "\n").trim();
  if (comment.length > COMMENT_CHARACTERS_MAX && approval.status === "pending") {
    const problem = tell("commentTooLong", { max: COMMENT_CHARACTERS_MAX });
    return { kind: "invalid", approval, field: "comment", ...problem };
  }
  if (comment === "" && mustGiveReason(request) && approval.status === "pending") {
    return { kind: "invalid", approval, field: "comment", ...tell("overrideNeedsReason") };
  }
  const challenge =
    request.channel === "link" ? await checkChallenge(deps, request, approval) : undefined;
  if (challenge !== undefined) {
    return { kind: "invalid", approval, field: "code", ...told(challenge) };
  }
  const filledIn = await readFilledIn(approval, request);
  if (filledIn.kind === "changed") return explainChanged(approval, request, by);
  if (filledIn.kind === "problems") {
    const { first, problems } = filledIn;
    return { kind: "invalid", approval, field: "values", ...told(first), problems };
  }
  const { choiceId, channel } = request;
  const isOwn = channel === "link" || channel === "inbox";
  const kind = isOwn ? "decided" : "overridden";
  const proof = proofOf(request);
  const event = (at: number, current: ApprovalRecord): ApprovalEvent => ({
    kind,
    at,
    by,
    choice: choiceId,
    comment,
    channel,
    ...(proof !== undefined && { proof }),
    ...filledIn.filledIn,
    digest: requestDigestOf(current),
  });
  const applied = await applyEvent(deps, approval.id, event, channel);
  return outcomeOf(applied, request, by);
}

/** An operator who is known passes over the people who are asked; it is kept why. */
function mustGiveReason(request: DecideRequest): boolean {
  const proof = proofOf(request);
  const isOwn = request.channel === "link" || request.channel === "inbox";
  return !isOwn && proof !== undefined && proof !== "none";
}

function proofOf(request: DecideRequest): Proof | undefined {
  if (request.channel === "link") return "link";
  return request.channel === "inbox" ? "session" : request.proof;
}

interface Subject {
  readonly approval: ApprovalRecord;
  readonly by: string;
  /** Whether what the link was made for is still what is asked. */
  readonly isLinkCurrent: boolean;
}

async function findSubject(
  store: DecideDeps["store"],
  request: DecideRequest,
): Promise<Subject | undefined> {
  if (request.channel === "link") {
    const found = await findApprovalByLink(store, request.linkId);
    if (!found) return undefined;
    const { approval, link } = found;
    return { approval, by: link.approver, isLinkCurrent: isCurrent(found) };
  }
  const approval = await store.findApproval(request.approvalId);
  return approval && { approval, by: request.by, isLinkCurrent: true };
}

/** Who has sent the same form before, and has moved the request on with it, hears that it is recorded. */
function explainChanged(
  approval: ApprovalRecord,
  { choiceId, digest }: DecideRequest,
  by: string,
): DecideOutcome {
  const own = stateOf(approval).votes.find((vote) => vote.by === by && vote.digest === digest);
  if (!own) return { kind: "changed", approval };
  return { kind: own.choice === choiceId ? "alreadyRecorded" : "conflict", approval };
}

function outcomeOf(applied: Applied, request: DecideRequest, by: string): DecideOutcome {
  if (applied.kind === "notFound") return applied;
  const { approval } = applied;
  if (applied.kind === "refused") return explain(approval, applied.why, request, by);
  const decision = decisionOf(approval);
  return decision ? { kind: "recorded", approval, decision } : { kind: "counted", approval };
}

/** The answer to whoever comes too late, or has no say. */
function explain(
  approval: ApprovalRecord,
  why: Refusal,
  decided: DecideRequest,
  by: string,
): DecideOutcome {
  const { request } = documentOf(approval);
  const { choiceId } = decided;
  switch (why) {
    case "closed":
      return explainClosed(approval, choiceId);
    case "unknownChoice":
      return { kind: "invalid", approval, field: "choice", ...askForChoice(request) };
    case "commentRequired":
      return {
        kind: "invalid",
        approval,
        field: "comment",
        ...askForComment(request, choiceId),
      };
    case "alreadyDecided":
    case "held": {
      const own = stateOf(approval).votes.findLast((vote) => vote.by === by);
      return { kind: own?.choice === choiceId ? "alreadyRecorded" : "conflict", approval };
    }
    case "changed":
      return explainChanged(approval, decided, by);
    case "notEditable":
      return notAllowed(approval, "decidedTogether");
    case "sentBack":
    case "ownRequest":
      return notAllowed(approval, why);
    default:
      return notAllowed(approval, "elsewhere");
  }
}

type Standing = Extract<DecideOutcome, { readonly kind: "notAllowed" }>["standing"];

function notAllowed(approval: ApprovalRecord, standing: Standing): DecideOutcome {
  return { kind: "notAllowed", approval, standing, ...tell(standing) };
}

function explainClosed(approval: ApprovalRecord, choiceId: string): DecideOutcome {
  if (approval.status !== "decided") return { kind: "closed", approval };
  const isSame = decisionOf(approval)?.choice?.id === choiceId;
  return { kind: isSame ? "alreadyRecorded" : "conflict", approval };
}

function askForChoice({ choices }: ApprovalRequest): Told {
  return tell("chooseOneOf", { choices: choices.map(({ label }) => label).join(", ") });
}

function askForComment({ choices }: ApprovalRequest, choiceId: string): Told {
  const choice = choices.find(({ id }) => id === choiceId)?.label ?? choiceId;
  return tell("choiceNeedsComment", { choice });
}
