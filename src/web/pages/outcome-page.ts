// What is said about a request to somebody who does not decide it now: it waits for others, or it is over.

import { stateOf } from "../../approvals/stored-approval.ts";
import { unreachable } from "../../base/assert.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import {
  describeCancellation,
  describeDecision,
  describeOwnVote,
  titleOf,
} from "./describe-decision.ts";
import { type Message, renderMessagePage } from "./message-page.ts";
import { type Page, type Piece, type Reader, say } from "./reader.ts";
import { renderStatus } from "./request-status.ts";
import { renderRequestText } from "./request-text.ts";
import { renderTimeline, type Story } from "./timeline.ts";

/** What somebody has to do with a pending request. */
export type Standing =
  | "asked"
  | "counted"
  | "elsewhere"
  | "sentBack"
  | "decidedTogether"
  | "ownRequest";

export function standingOf(
  approval: ApprovalRecord,
  address: string,
): "asked" | "counted" | "elsewhere" | "sentBack" {
  const { seats, stage, status, votes } = stateOf(approval);
  if (votes.some((vote) => vote.stage === stage && vote.by === address)) return "counted";
  if (status === "sentBack") return "sentBack";
  const isAsked = seats.some((seat) => seat.address === address) && status === "pending";
  return isAsked ? "asked" : "elsewhere";
}

/** For somebody who no longer has to do with a request: nothing of it. */
export function renderElsewherePage({ status }: ApprovalRecord): Page {
  return renderMessagePage(({ words: { answers, outcome } }) => ({
    title: outcome.nothingToDecide,
    tone: "plain",
    lead: status === "pending" ? answers.elsewhere : answers.closed,
  }));
}

/** A pending request, for whoever has decided already or is not asked. */
export function renderPendingPage(
  approval: ApprovalRecord,
  story: Story,
  standing: Exclude<Standing, "asked">,
  more?: Piece,
): Page {
  return renderMessagePage((reader) => {
    const { answers, outcome } = reader.words;
    const isCounted = standing === "counted";
    return {
      title: isCounted ? outcome.recorded : outcome.nothingToDecide,
      tone: isCounted ? "good" : "plain",
      lead: isCounted ? outcome.counted : answers[standing],
      more: html`${renderStatus(approval, reader)}
${more?.(reader)}${renderFolded(approval, story, reader)}`,
    };
  });
}

/**
 * Says what has become of an approval, to whoever just decided it or comes later.
 * @param own of whoever has decided, and reads it while the request is open
 */
export function renderOutcomePage(
  approval: ApprovalRecord,
  story: Story,
  arrival: Arrival,
  own?: string,
): Page {
  return renderMessagePage((reader) => ({
    ...messageOf(approval, arrival, reader, own),
    more: html`<p class="quiet">${reader.words.outcome.close}</p>
${renderFolded(approval, story, reader)}`,
  }));
}

type Arrival = "recordedNow" | "sameAgain" | "otherChoice" | "visit";

/** The request and what has happened to it, for whoever wants to see them again. */
export function renderFolded(approval: ApprovalRecord, story: Story, reader: Reader): Html {
  return html`<details><summary>${reader.words.request.summary}</summary>${renderRequestText(approval, story, reader)}</details>
${renderTimeline(approval, story, reader, false)}`;
}

function messageOf(
  approval: ApprovalRecord,
  arrival: Arrival,
  reader: Reader,
  own: string | undefined,
): Message {
  const { outcome } = reader.words;
  const at = reader.formats.instant(approval.closedAt ?? approval.createdAt);
  const about = (rest: Fragment) =>
    html`${say(outcome.about, { title: titleOf(approval, reader) })} ${rest}`;
  switch (approval.status) {
    case "expired":
      return {
        title: outcome.expired,
        tone: "warn",
        lead: about(say(outcome.expiredLead, { at })),
      };
    case "cancelled":
      return {
        title: outcome.cancelled,
        tone: "warn",
        lead: about(describeCancellation(approval, reader) ?? say(outcome.cancelledLead, { at })),
      };
    case "decided":
      return decidedMessage(about(describeDecision(approval, reader)), arrival, reader);
    case "pending": {
      const what = own === undefined ? undefined : describeOwnVote(approval, own, reader);
      return decidedMessage(about(what ?? reader.words.outcome.stillOpen), arrival, reader);
    }
    default:
      return unreachable(approval.status);
  }
}

function decidedMessage(lead: Html, arrival: Arrival, { words }: Reader): Message {
  const { already, changesNothing, decided, otherwise, recorded } = words.outcome;
  switch (arrival) {
    case "recordedNow":
      return { title: recorded, tone: "good", lead };
    case "sameAgain":
      return { title: already, tone: "good", lead };
    case "otherChoice":
      return { title: otherwise, tone: "warn", lead: html`${lead} ${changesNothing}` };
    case "visit":
      return { title: decided, tone: "plain", lead };
    default:
      return unreachable(arrival);
  }
}
