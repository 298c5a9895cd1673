// The mails that a step of a request causes, each with a link of its own where its reader may decide. All of
// them to one person are a thread that begins with the mail that asked.

import { createHash } from "node:crypto";
import type { Instant } from "../../base/instant.ts";
import {
  type MailRoute,
  type MailThread,
  newHttpDelivery,
  newMailDelivery,
} from "../../notifications/new-delivery.ts";
import type { Change } from "../../store/change.ts";
import type { ApprovalLinkRecord, ApprovalRecord } from "../../store/records.ts";
import { challengeCode } from "../challenge.ts";
import { effectiveDetails } from "../changed-values.ts";
import { describeApproval } from "../describe-approval.ts";
import { nextDigestAt } from "../digest-time.ts";
import type { FindDirectory } from "../directory-file.ts";
import { hashLinkId, newLinkId } from "../link.ts";
import type { ApprovalEffect, ApprovalEvent } from "../policy/approval-event.ts";
import { readerOf } from "../reader.ts";
import { type ApprovalDocument, documentOf, stateOf } from "../stored-approval.ts";
import { type Ask, renderApprovalMail } from "./render-mail.ts";
import { renderNoticeMail, renderReceiptMail, renderRequesterMail } from "./render-notice.ts";

export interface NoticeRoute extends MailRoute {
  /** Makes the codes of challenges. */
  readonly tokenSecret: Uint8Array;
  readonly findDirectory: FindDirectory;
  /** Whether an answer to a mail reaches somebody. @default false */
  readonly hasReplyTo?: boolean;
}

export interface Notices {
  readonly changes: readonly Change[];
  /** Only their hashes are kept. */
  readonly links: readonly ApprovalLinkRecord[];
}

type Role = ApprovalLinkRecord["role"];

/** What the mails of one step have in common. */
interface Step {
  readonly route: NoticeRoute;
  /** As it is after the step. */
  readonly approval: ApprovalRecord;
  readonly at: Instant;
  /** Nobody has acted: something was due. */
  readonly isByTime: boolean;
  readonly newLink: (address: string, role: Role) => string;
}

/** @param approval as it is after the event */
export function noticesFor(
  route: NoticeRoute,
  approval: ApprovalRecord,
  effects: readonly ApprovalEffect[],
  event: ApprovalEvent,
): Notices {
  const links: ApprovalLinkRecord[] = [];
  const newLink = (address: string, role: Role): string => {
    const linkId = newLinkId();
    const revision = stateOf(approval).revision ?? 1;
    const fresh = { misses: 0, missedAt: null, revision, role };
    links.push({ hash: hashLinkId(linkId), approvalId: approval.id, approver: address, ...fresh });
    return linkId;
  };
  const isByTime = event.kind === "timePassed";
  const step = { route, approval, at: event.at, isByTime, newLink };
  const changes = effects.flatMap((effect) => changesOf(step, effect));
  return { changes: [...changes, ...receiptsFor(step, event)], links };
}

/**
 * To those who are asked, when a request has ended past its rules: by the time of its task, with its
 * execution, or with the token of its task.
 */
export function noticesOfEnd(
  route: NoticeRoute,
  approval: ApprovalRecord,
  at: Instant,
): readonly Change[] {
  const to = stateOf(approval).seats.map(({ address }) => address);
  const step = { route, approval, at, isByTime: true, newLink: newLinkId };
  const { webhook } = documentOf(approval).request;
  return [
    ...changesOf(step, { kind: "tell", to, what: "closed" }),
    ...(webhook === undefined ? [] : [webhookChange(webhook, approval, at)]),
  ];
}

function changesOf(step: Step, effect: ApprovalEffect): readonly Change[] {
  const { route, approval, at } = step;
  switch (effect.kind) {
    case "ask":
      return asking(step, effect);
    case "inform": {
      const link = `${route.publicUrl()}/requests/${step.newLink(effect.to, "requester")}`;
      const reader = readerOf(route.findDirectory(), effect.to);
      return [mailTo(step, effect.to, renderRequesterMail(approval, effect.what, link, reader))];
    }
    case "tell": {
      const directory = route.findDirectory();
      return effect.to.map((address) =>
        mailTo(
          step,
          address,
          renderNoticeMail(approval, effect.what, readerOf(directory, address)),
        ),
      );
    }
    case "conclude": {
      const { webhook } = documentOf(approval).request;
      return webhook === undefined ? [] : [webhookChange(webhook, approval, at)];
    }
  }
}

/** Who gets all that waits in one mail is not reminded of each request, but of one that is about to end. */
function asking(step: Step, ask: Ask): readonly Change[] {
  const { route, approval, at } = step;
  const dueAt = nextDigestAt(route.findDirectory(), ask.seat, at);
  if (dueAt === undefined) return [askBy(step, ask)];
  const { provenance, request } = documentOf(approval);
  const { expiresAt } = provenance;
  const isInDigest =
    ask.why === "reminded" &&
    step.isByTime &&
    request.reminders?.inDigest !== false &&
    (expiresAt === undefined || dueAt < expiresAt);
  const schedule: Change = { kind: "scheduleDigest", address: ask.seat, dueAt };
  return isInDigest ? [schedule] : [askBy(step, ask), schedule];
}

function askBy(step: Step, ask: Ask): Change {
  const { route, approval } = step;
  const document = shownDocument(approval);
  const state = stateOf(approval);
  const linkId = step.newLink(ask.seat, "approver");
  const link = `${route.publicUrl()}/approvals/${linkId}`;
  const isChallenge = document.plan.confirmation === "challenge";
  const code = isChallenge ? challengeCode(route.tokenSecret, linkId) : undefined;
  const seat = state.seats.find(({ address }) => address === ask.seat);
  const reader = readerOf(route.findDirectory(), ask.seat, seat?.timeZone);
  return mailTo(step, ask.seat, renderApprovalMail(document, state, { link, code }, ask, reader), {
    isFirst: seat?.askedAt === step.at && ask.why !== "reminded" && ask.why !== "answered",
  });
}

/** Whoever decides by a link is told so at their address: somebody else may have had the link. */
function receiptsFor(step: Step, event: ApprovalEvent): readonly Change[] {
  if (event.kind !== "decided" || event.channel !== "link") return [];
  const { route, approval } = step;
  const { votes, held } = stateOf(approval);
  const vote = votes.findLast(({ by }) => by === event.by);
  if (!vote) return [];
  const isOwnHeld = held?.by === event.by;
  const linkId = isOwnHeld ? step.newLink(event.by, "approver") : undefined;
  const takeBack = linkId !== undefined &&
    held && { link: `${route.publicUrl()}/approvals/${linkId}`, until: held.until };
  const reader = readerOf(route.findDirectory(), event.by);
  const { hasReplyTo = false } = route;
  const receipt = { hasReplyTo, ...(takeBack && { takeBack }) };
  return [mailTo(step, event.by, renderReceiptMail(approval, vote, receipt, reader))];
}

function mailTo(
  step: Step,
  endpoint: string,
  content: ReturnType<typeof renderNoticeMail>,
  { isFirst = false }: { readonly isFirst?: boolean } = {},
): Change {
  const thread = threadOf(step.approval, endpoint, isFirst);
  const delivery = newMailDelivery(step.route, step.at, {
    endpoint,
    kind: "approval",
    topicName: null,
    subscriptionId: null,
    content,
    ...(thread && { thread }),
  });
  return { kind: "createDelivery", delivery };
}

/**
 * Whoever has a seat has a thread, known by the request, the person and when they were asked: nothing of it
 * has to be stored. Whoever is asked a second time begins another one.
 */
function threadOf(
  approval: ApprovalRecord,
  address: string,
  isFirst: boolean,
): MailThread | undefined {
  const seat = stateOf(approval).seats.find((each) => each.address === address);
  if (!seat) return undefined;
  const person = createHash("sha256").update(`${address} ${seat.askedAt}`).digest("hex");
  return { name: `${approval.id}.${person.slice(0, 16)}`, isFirst };
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
