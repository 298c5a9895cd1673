// The mails that a step of a request causes, each with a link of its own where its reader may decide.

import type { Instant } from "../base/instant.ts";
import { type MailRoute, newHttpDelivery, newMailDelivery } from "../notifications/new-delivery.ts";
import type { Change } from "../store/change.ts";
import type { ApprovalLinkRecord, ApprovalRecord } from "../store/records.ts";
import { challengeCode } from "./challenge.ts";
import { effectiveDetails } from "./changed-values.ts";
import { describeApproval } from "./describe-approval.ts";
import { hashLinkId, newLinkId } from "./link.ts";
import type { ApprovalEffect } from "./policy/approval-event.ts";
import { renderApprovalMail } from "./render-mail.ts";
import { renderNoticeMail } from "./render-notice.ts";
import { renderRequesterMail } from "./render-requester-mail.ts";
import { type ApprovalDocument, documentOf, stateOf } from "./stored-approval.ts";

export interface NoticeRoute extends MailRoute {
  /** Makes the codes of challenges. */
  readonly tokenSecret: Uint8Array;
}

export interface Notices {
  readonly changes: readonly Change[];
  /** Only their hashes are kept. */
  readonly links: readonly ApprovalLinkRecord[];
}

/** @param approval as it is after the step */
export function noticesFor(
  route: NoticeRoute,
  approval: ApprovalRecord,
  effects: readonly ApprovalEffect[],
  at: Instant,
): Notices {
  const links: ApprovalLinkRecord[] = [];
  const state = stateOf(approval);
  const document = shownDocument(approval);
  const newLink = (address: string, role: ApprovalLinkRecord["role"]): string => {
    const linkId = newLinkId();
    const revision = state.revision ?? 1;
    const fresh = { misses: 0, missedAt: null, revision, role };
    links.push({ hash: hashLinkId(linkId), approvalId: approval.id, approver: address, ...fresh });
    return linkId;
  };
  const mail = (endpoint: string, content: ReturnType<typeof renderApprovalMail>): Change => ({
    kind: "createDelivery",
    delivery: newMailDelivery(route, at, {
      endpoint,
      kind: "approval",
      topicName: null,
      subscriptionId: null,
      content,
    }),
  });
  const changes = effects.flatMap((effect): Change[] => {
    if (effect.kind === "ask") {
      const approver = effect.seat;
      const linkId = newLink(approver, "approver");
      const link = `${route.publicUrl()}/approvals/${linkId}`;
      const isChallenge = document.plan.confirmation === "challenge";
      const code = isChallenge ? challengeCode(route.tokenSecret, linkId) : undefined;
      return [mail(approver, renderApprovalMail(document, { link, code }, effect))];
    }
    if (effect.kind === "inform") {
      const link = `${route.publicUrl()}/requests/${newLink(effect.to, "requester")}`;
      return [mail(effect.to, renderRequesterMail(approval, effect.what, link))];
    }
    if (effect.kind === "tell") {
      return effect.to.map((address) => mail(address, renderNoticeMail(approval, effect.what)));
    }
    const { webhook } = document.request;
    return webhook === undefined ? [] : [webhookChange(webhook, approval, at)];
  });
  return { changes, links };
}

/** With what was changed so far: it is what there is to decide on. */
function shownDocument(approval: ApprovalRecord): ApprovalDocument {
  const document = documentOf(approval);
  const details = effectiveDetails(document.request, stateOf(approval));
  return details === undefined
    ? document
    : { ...document, request: { ...document.request, details } };
}

/** Tells the program that has asked how it has ended. */
function webhookChange(url: string, approval: ApprovalRecord, at: Instant): Change {
  const body = JSON.stringify({
    type: "approval.closed",
    timestamp: new Date(at).toISOString(),
    data: describeApproval(approval),
  });
  const delivery = newHttpDelivery(at, {
    channel: new URL(url).protocol === "http:" ? "http" : "https",
    endpoint: url,
    kind: "approval",
    topicName: null,
    subscriptionId: null,
    content: {
      headers: { "Content-Type": "application/json", "User-Agent": "Countersign" },
      body,
      webhookId: `approval.closed.${approval.id}`,
    },
  });
  return { kind: "createDelivery", delivery };
}
