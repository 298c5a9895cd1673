// The mail that asks. It names what is asked, by whom, through which workflow and until when, and why its
// reader; its buttons lead to the decision page, where nothing is chosen yet.

import type { MailContent } from "../../notifications/mail.ts";
import type { MailPage, MailPart } from "../../notifications/mail-page.ts";
import { renderMailContent } from "../../notifications/render-mail.ts";
import { describeDetails } from "../describe-details.ts";
import { describeProvenance } from "../describe-provenance.ts";
import { visibleText } from "../format-value.ts";
import { choiceInLink } from "../link.ts";
import type { ApprovalEffect } from "../policy/approval-event.ts";
import type { ApprovalState } from "../policy/approval-state.ts";
import type { Reader } from "../reader.ts";
import type { ApprovalDocument } from "../stored-approval.ts";
import { translateRequest } from "../translate-request.ts";
import { describeReason } from "./describe-reason.ts";
import { describeStory } from "./describe-story.ts";

export interface Door {
  /** The decision page's URL. */
  readonly link: string;
  /** What has to be typed there, where a challenge is asked for. */
  readonly code: string | undefined;
}

export type Ask = Extract<ApprovalEffect, { readonly kind: "ask" }>;

/** @param ask whom the mail is for, and why it comes */
export function renderApprovalMail(
  written: ApprovalDocument,
  state: ApprovalState,
  { link, code }: Door,
  ask: Ask,
  reader: Reader,
): Omit<MailContent, "messageId"> {
  const request = translateRequest(written.request, reader.language);
  const document = { ...written, request };
  const { plan } = document;
  const { words, say } = reader;
  const occasion = say(words.occasions[ask.why], { nth: ask.nth });
  const summary = request.summary === undefined ? [] : [visibleText(request.summary)];
  const isSignedIn = plan.confirmation === "signedIn";
  const page: MailPage = {
    language: reader.language,
    preheader: [occasion, ...summary].join(" · ").slice(0, 200),
    occasion,
    title: visibleText(request.title),
    lead: summary,
    actions: request.choices.map(({ id, label }, index) => ({
      label: visibleText(label),
      url: `${link}?choice=${choiceInLink(id, index + 1)}`,
    })),
    afterActions: isSignedIn ? `${words.opensOnly} ${words.signInFirst}` : words.opensOnly,
    code: code === undefined ? undefined : { label: words.code, code },
    parts: partsOf(document, state, ask, reader),
    footer: isSignedIn ? [] : [words.yoursAlone],
  };
  return renderMailContent(page, {
    subject: subjectOf(request.title, reader),
    moreOnPage: words.moreOnPage,
  });
}

/** The same in all mails about a request to one person: that keeps them in a thread. */
export function subjectOf(title: string, { words }: Reader): string {
  return `${words.approval}: ${visibleText(title)}`;
}

function partsOf(
  document: ApprovalDocument,
  state: ApprovalState,
  ask: Ask,
  reader: Reader,
): readonly MailPart[] {
  const { formats, words } = reader;
  const { labels, yes, no } = words;
  const wording = { formats, yes, no, details: labels.details };
  const { details, attachments = [] } = document.request;
  const files = attachments.map(({ title, url }) => ({
    label: visibleText(title),
    value: visibleText(url),
  }));
  const story = describeStory(document, state, reader);
  const reasons = describeReason(document, state, ask.seat, reader);
  return [
    ...describeDetails(details, wording).map((block) => ({ title: labels.details, ...block })),
    ...(files.length > 0 ? [{ kind: "fields", fields: files } as const] : []),
    ...(story.length > 0 ? [{ kind: "list", title: labels.soFar, items: story } as const] : []),
    { kind: "list", title: labels.why, items: reasons },
    {
      kind: "fields",
      title: labels.source,
      fields: [
        { label: labels.askedAt, value: formats.instant(state.openedAt) },
        ...describeProvenance(document, undefined, reader),
      ],
    },
  ];
}
