// What has happened to a request, as its audit has it, in the words of whoever reads it.

import { formatLabel, visibleText } from "../../approvals/format-value.ts";
import { documentOf } from "../../approvals/stored-approval.ts";
import { translateRequest } from "../../approvals/translate-request.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AuditEntryRecord } from "../../store/audit-records.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import type { PageWords } from "../../wording/page-words.ts";
import { listed, type Piece, type Reader, say } from "./reader.ts";

/** Nothing for requests that were made before there was an audit. */
export function renderTimeline(
  approval: ApprovalRecord,
  entries: readonly AuditEntryRecord[],
): Piece {
  return (reader) => {
    if (entries.length === 0) return undefined;
    const labels = labelsOf(approval, reader);
    return html`<details class="timeline"><summary>${reader.words.timeline.heading}</summary>
<ol class="story">${entries.map(
      (
        entry,
      ) => html`<li><time class="quiet" datetime="${new Date(entry.at).toISOString()}">${reader.formats.instant(entry.at)}</time>
<span>${describeEntry(entry, labels, reader)}</span>${renderText(entry)}</li>
`,
    )}</ol></details>`;
  };
}

type Labels = ReadonlyMap<string, string>;

function labelsOf(approval: ApprovalRecord, { language }: Reader): Labels {
  const { choices } = translateRequest(documentOf(approval).request, language);
  return new Map(choices.map(({ id, label }) => [id, label]));
}

function describeEntry(entry: AuditEntryRecord, labels: Labels, reader: Reader): Html {
  const details = detailsOf(entry);
  const { timeline } = reader.words;
  // Of a later version, perhaps.
  if (!isKnown(entry.what, timeline)) return html`${formatLabel(entry.what)}`;
  const person = textOf(details["inPlaceOf"]);
  const name = entry.what === "decided" && person !== "" ? "decidedFor" : entry.what;
  const { choice, until } = details;
  return say(timeline[name], {
    by: nameOf(entry.actor, reader),
    choice: labels.get(textOf(choice)) ?? textOf(choice),
    person: person || textOf(details["from"]),
    to: addresseesOf(details, reader),
    stage: textOf(details["stage"]),
    until: typeof until === "number" ? reader.formats.instant(until) : "",
  });
}

function isKnown(what: string, timeline: PageWords["timeline"]): what is keyof typeof timeline {
  return what !== "heading" && Object.hasOwn(timeline, what);
}

/** Actors of the server's own have no name. */
function nameOf(actor: string, { words }: Reader): string {
  return actor.startsWith("countersign:") ? words.outcome.somebody : actor;
}

function addresseesOf(details: JsonObject, reader: Reader): string {
  const to = details["to"] ?? details["approver"];
  return isJsonArray(to) ? listed(to.map(textOf), reader) : textOf(to);
}

/** What was said with it. */
function renderText(entry: AuditEntryRecord): Fragment {
  const { comment, reason, text } = detailsOf(entry);
  const said = [comment, text, reason].map(textOf).find((each) => each !== "");
  return said !== undefined && html`<p dir="auto">${visibleText(said)}</p>`;
}

function detailsOf({ details }: AuditEntryRecord): JsonObject {
  const value = JSON.parse(details ?? "{}") as Json;
  return isJsonObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
