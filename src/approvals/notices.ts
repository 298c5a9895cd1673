// The mails that a step of a request causes, each with a link of its own where its reader may decide.

import type { Instant } from "../base/instant.ts";
import { type MailRoute, newMailDelivery } from "../notifications/new-delivery.ts";
import type { Change } from "../store/change.ts";
import type { ApprovalLinkRecord, ApprovalRecord } from "../store/records.ts";
import { challengeCode } from "./challenge.ts";
import { hashLinkId, newLinkId } from "./link.ts";
import type { ApprovalEffect } from "./policy/approval-event.ts";
import { renderApprovalMail } from "./render-mail.ts";
import { renderNoticeMail } from "./render-notice.ts";
import { documentOf } from "./stored-approval.ts";

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
  const document = documentOf(approval);
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
      const linkId = newLinkId();
      const approver = effect.seat;
      links.push({ hash: hashLinkId(linkId), approvalId: approval.id, approver, misses: 0 });
      const link = `${route.publicUrl()}/approvals/${linkId}`;
      const isChallenge = document.plan.confirmation === "challenge";
      const code = isChallenge ? challengeCode(route.tokenSecret, linkId) : undefined;
      return [mail(approver, renderApprovalMail(document, { link, code }, effect))];
    }
    if (effect.kind === "tell") {
      return effect.to.map((address) => mail(address, renderNoticeMail(approval, effect.what)));
    }
    return [];
  });
  return { changes, links };
}
