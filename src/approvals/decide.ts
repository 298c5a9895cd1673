// The one way in which a person's decision reaches a workflow, whatever it came through. The decision, the
// use of the task token and what the workflow does next are one transaction: either all of it has
// happened or nothing has, and of two people who decide at once exactly one has decided.

import type { Clock } from "../base/instant.ts";
import type { Engine } from "../engine/engine.ts";
import { mintTaskToken } from "../execution/task-token.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { ApprovalRequest, Choice } from "./document.ts";
import { findApprovalByLink } from "./link.ts";
import { type Decision, type DecisionChannel, decisionOf, documentOf } from "./stored-approval.ts";

export interface DecideDeps {
  readonly store: Pick<Store, "findApproval" | "findApprovalLink">;
  readonly engine: Pick<Engine, "answerTask">;
  /** Signs task tokens. */
  readonly tokenSecret: Uint8Array;
  readonly clock: Clock;
}

export type DecideRequest = {
  readonly choiceId: string;
  readonly comment: string;
} & (
  | { readonly linkId: string; readonly channel: "link" }
  | {
      readonly approvalId: string;
      readonly channel: Exclude<DecisionChannel, "link">;
      /** The operator, as far as known. */
      readonly by: string;
    }
);

export type DecideOutcome =
  | { readonly kind: "recorded"; readonly approval: ApprovalRecord; readonly decision: Decision }
  /** The same choice was made before; nothing changed. */
  | { readonly kind: "alreadyRecorded"; readonly approval: ApprovalRecord }
  /** Another choice was made before. */
  | { readonly kind: "conflict"; readonly approval: ApprovalRecord }
  /** Expired or cancelled. */
  | { readonly kind: "closed"; readonly approval: ApprovalRecord }
  | { readonly kind: "notFound" }
  | {
      readonly kind: "invalid";
      readonly approval: ApprovalRecord;
      readonly field: "choice" | "comment";
      readonly message: string;
    };

export const COMMENT_CHARACTERS_MAX = 4_000;

export async function decide(deps: DecideDeps, request: DecideRequest): Promise<DecideOutcome> {
  const subject = await findSubject(deps.store, request);
  if (!subject) return { kind: "notFound" };
  const { approval, by } = subject;
  if (approval.status !== "pending") return explain(approval, request.choiceId);
  const checked = checkAnswer(documentOf(approval).request, request);
  if (checked.kind === "invalid") return { ...checked, approval };
  const decision: Decision = {
    choice: checked.choice,
    comment: checked.comment,
    by,
    channel: request.channel,
    at: deps.clock(),
  };
  const outcome = await deps.engine.answerTask(
    mintTaskToken(deps.tokenSecret, approval),
    { kind: "succeeded", output: JSON.stringify(resultOf(approval, decision)) },
    {
      closing: { via: request.channel, by },
      also: [
        {
          kind: "decideApproval",
          id: approval.id,
          decision: JSON.stringify(decision),
          at: decision.at,
        },
      ],
    },
  );
  if (outcome === "applied") {
    const decided = { status: "decided", closedAt: decision.at } as const;
    const after = { ...approval, ...decided, decision: JSON.stringify(decision) };
    return { kind: "recorded", approval: after, decision };
  }
  // Somebody, or the clock, was quicker.
  return explain((await deps.store.findApproval(approval.id)) ?? approval, request.choiceId);
}

async function findSubject(
  store: DecideDeps["store"],
  request: DecideRequest,
): Promise<{ readonly approval: ApprovalRecord; readonly by: string } | undefined> {
  if (request.channel === "link") {
    const found = await findApprovalByLink(store, request.linkId);
    return found && { approval: found.approval, by: found.link.approver };
  }
  const approval = await store.findApproval(request.approvalId);
  return approval && { approval, by: request.by };
}

/** The answer to whoever comes when it is over. */
function explain(approval: ApprovalRecord, choiceId: string): DecideOutcome {
  if (approval.status !== "decided") return { kind: "closed", approval };
  const isSame = decisionOf(approval)?.choice?.id === choiceId;
  return { kind: isSame ? "alreadyRecorded" : "conflict", approval };
}

type CheckedAnswer =
  | { readonly kind: "valid"; readonly choice: Choice; readonly comment: string }
  | {
      readonly kind: "invalid";
      readonly field: "choice" | "comment";
      readonly message: string;
    };

function checkAnswer(
  { choices, commentRequiredOn }: ApprovalRequest,
  request: Pick<DecideRequest, "choiceId" | "comment">,
): CheckedAnswer {
  const invalid = (field: "choice" | "comment", message: string) =>
    ({ kind: "invalid", field, message }) as const;
  const choice = choices.find(({ id }) => id === request.choiceId);
  if (!choice) {
    return invalid("choice", `Choose ${choices.map(({ label }) => `“${label}”`).join(" or ")}.`);
  }
  const comment = request.comment.replaceAll("\r\n", "\n").trim();
  if (comment.length > COMMENT_CHARACTERS_MAX) {
    return invalid("comment", `Keep the comment to ${COMMENT_CHARACTERS_MAX} characters.`);
  }
  if (comment === "" && commentRequiredOn.includes(choice.id)) {
    return invalid("comment", `“${choice.label}” needs a comment.`);
  }
  return { kind: "valid", choice, comment };
}

/** What the workflow gets as the result of its task. */
function resultOf(approval: ApprovalRecord, { choice, comment, by, channel, at }: Decision) {
  return {
    decision: choice?.id,
    choice,
    approver: by,
    comment,
    decidedAt: new Date(at).toISOString(),
    channel,
    approvalId: approval.id,
  };
}
