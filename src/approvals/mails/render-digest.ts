// The mail that holds all that waits for somebody. Its links lead to their inbox, where they sign in: whoever
// gets hold of the mail can decide nothing with it.

import type { MailContent } from "../../notifications/mail.ts";
import type { MailItem, MailPage } from "../../notifications/mail-page.ts";
import { renderMailContent } from "../../notifications/render-mail.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { visibleText } from "../format-value.ts";
import type { Reader } from "../reader.ts";
import { documentOf } from "../stored-approval.ts";
import { translateRequest } from "../translate-request.ts";

export const DIGEST_ITEMS_MAX = 40;

export interface DigestLinks {
  readonly publicUrl: string;
  /** Ends these mails. */
  readonly stop: string;
}

export function renderDigestMail(
  approvals: readonly ApprovalRecord[],
  address: string,
  { publicUrl, stop }: DigestLinks,
  reader: Reader,
): Omit<MailContent, "messageId"> {
  const { say, words } = reader;
  const { digest } = words;
  const count = approvals.length;
  const more = count - DIGEST_ITEMS_MAX;
  const items = approvals
    .slice(0, DIGEST_ITEMS_MAX)
    .map((approval) => itemOf(approval, publicUrl, reader));
  const subject = say(digest.subject, { count });
  const page: MailPage = {
    language: reader.language,
    preheader: items
      .map(({ title }) => title)
      .join(" · ")
      .slice(0, 200),
    occasion: "Countersign",
    title: subject,
    lead: [digest.lead, ...(more > 0 ? [say(digest.more, { count: more })] : [])],
    actions: [{ label: digest.inbox, url: `${publicUrl}/inbox` }],
    afterActions: words.signInFirst,
    parts: [{ kind: "items", items }],
    footer: [say(digest.reason, { address })],
    footerActions: [{ label: digest.stop, url: stop }],
  };
  return renderMailContent(page, {
    subject,
    moreOnPage: words.moreOnPage,
    // https://www.rfc-editor.org/rfc/rfc8058
    headers: {
      "List-Unsubscribe": `<${stop}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  });
}

function itemOf(approval: ApprovalRecord, publicUrl: string, reader: Reader): MailItem {
  const { formats, language, words } = reader;
  const { labels } = words;
  const { request, provenance } = documentOf(approval);
  const { requester } = request;
  const asker = requester?.name ?? requester?.email;
  const { expiresAt } = provenance;
  const line = (label: string, value: string) => `${label}: ${value}`;
  return {
    title: visibleText(translateRequest(request, language).title),
    lines: [
      ...(asker === undefined ? [] : [line(labels.requester, visibleText(asker))]),
      line(labels.waitsSince, formats.instant(approval.createdAt)),
      ...(expiresAt === undefined ? [] : [line(labels.openUntil, formats.instant(expiresAt))]),
    ],
    action: { label: words.digest.decide, url: `${publicUrl}/inbox/${approval.id}` },
  };
}
