// A request with what has happened to it, for those who have something to do with it.

import { type Fragment, type Html, html } from "../../base/html.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { describeEnd } from "./describe-decision.ts";
import type { Reader } from "./reader.ts";
import { renderStatus, renderUnsettled } from "./request-status.ts";
import { renderRequestText } from "./request-text.ts";
import { renderTimeline, type Story } from "./timeline.ts";

/** @param standing as for {@link renderRequestText} */
export function renderToldRequest(
  approval: ApprovalRecord,
  story: Story,
  reader: Reader,
  standing?: Fragment,
): Html {
  return html`${renderRequestText(approval, story, reader, standing)}
${renderTimeline(approval, story, reader, true)}
${renderUnsettled(approval, reader)}`;
}

/**
 * For whoever does not decide it now: above all, how it stands.
 * @param more comes behind that
 */
export function renderStandingRequest(
  approval: ApprovalRecord,
  story: Story,
  reader: Reader,
  more?: Fragment,
): Html {
  const standing =
    approval.status === "pending"
      ? renderStatus(approval, reader)
      : html`<div class="notice"><p>${describeEnd(approval, reader)}</p></div>`;
  return renderToldRequest(approval, story, reader, html`${standing}${more}`);
}
