// The mail that asks. It names what is asked, by whom, through which workflow and until when; both of its
// buttons lead to the decision page, where nothing is chosen yet. It loads nothing from anywhere, so
// that reading it tells nobody.

import type { MailContent } from "../notifications/mail.ts";
import { describeDetails } from "./describe-details.ts";
import type { ApprovalRequest } from "./document.ts";
import { formatInstant, visibleText } from "./format-value.ts";
import { renderMailHtml } from "./render-mail-html.ts";
import { renderMailText } from "./render-mail-text.ts";
import type { ApprovalDocument, Provenance } from "./stored-approval.ts";

/** All that a mail shows, in words. */
export interface MailModel {
  readonly title: string;
  readonly summary: string | undefined;
  readonly details: ReturnType<typeof describeDetails>;
  /** A button or link for each choice. */
  readonly actions: readonly { readonly label: string; readonly url: string }[];
  readonly provenance: readonly { readonly label: string; readonly value: string }[];
}

/** `link` is the decision page's URL. */
export function renderApprovalMail(
  { request, provenance }: ApprovalDocument,
  link: string,
): Omit<MailContent, "messageId"> {
  const model: MailModel = {
    title: visibleText(request.title),
    summary: request.summary === undefined ? undefined : visibleText(request.summary),
    details: describeDetails(request.details),
    actions: request.choices.map(({ id, label }) => ({
      label: visibleText(label),
      url: `${link}?choice=${encodeURIComponent(id)}`,
    })),
    provenance: describeProvenance(request, provenance),
  };
  return {
    subject: model.title,
    text: renderMailText(model),
    html: renderMailHtml(model),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

/** Where a request comes from, for mails and pages alike. */
export function describeProvenance(
  request: Pick<ApprovalRequest, "approver" | "requester">,
  provenance: Provenance,
): MailModel["provenance"] {
  const { executionName, expiresAt, startedBy, stateMachineName, stateName } = provenance;
  const requester = requesterText(request.requester);
  return [
    ...(requester === undefined ? [] : [{ label: "Requested by", value: requester }]),
    { label: "Approver", value: request.approver },
    { label: "Workflow", value: stateMachineName },
    { label: "Execution", value: executionName },
    { label: "Step", value: visibleText(stateName) },
    { label: "Started by", value: visibleText(startedBy) },
    {
      label: "Open until",
      value: expiresAt === undefined ? "it is decided" : formatInstant(expiresAt),
    },
  ];
}

function requesterText(requester: ApprovalRequest["requester"]): string | undefined {
  if (!requester) return undefined;
  const { email, name } = requester;
  if (name === undefined) return email;
  return visibleText(email === undefined ? name : `${name} (${email})`);
}
