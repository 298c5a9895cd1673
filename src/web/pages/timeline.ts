// What has happened to a request, as its audit has it, in the words of whoever reads it.

import { formatLabel, visibleText } from "../../approvals/format-value.ts";
import { documentOf } from "../../approvals/stored-approval.ts";
import { translateRequest } from "../../approvals/translate-request.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AuditEntryRecord } from "../../store/audit-records.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import type { PageWords } from "../../wording/page-words.ts";
import { renderFilledInLines } from "./filled-in-lines.ts";
import { listed, type Reader, say } from "./reader.ts";

export interface Story {
  readonly entries: readonly AuditEntryRecord[];
  /**
   * Operators read of everybody. Whoever else reads it, by their address, reads of themselves, of those who
   * have acted, and of those whom they have named: nobody's address is given to them by accident.
   */
  readonly toldTo: "operators" | { readonly address: string };
}

/** Nothing of before there was an audit is missing, and nothing that was too much to read. */
export function isWhole({ entries }: Story): boolean {
  return entries[0]?.what === "opened";
}

/** In view from the start, where people have said or decided something. */
const SAID: readonly string[] = [
  "decided",
  "overridden",
  "informationAsked",
  "informationGiven",
  "sentBack",
  "changed",
];

/**
 * Nothing for requests that were made before there was an audit.
 * @param isForActing whoever reads it is to do something now, and has to see what others have said
 */
export function renderTimeline(
  approval: ApprovalRecord,
  story: Story,
  reader: Reader,
  isForActing: boolean,
): Fragment {
  if (story.entries.length === 0) return undefined;
  const telling = { reader, labels: labelsOf(approval, reader), canName: namesFor(story) };
  const isOpen = isForActing && story.entries.some(({ what }) => SAID.includes(what));
  return html`<details class="timeline"${isOpen && html` open`}><summary>${reader.words.timeline.heading}</summary>
<ol class="story">${entriesToTell(story, telling).map(
    (
      entry,
    ) => html`<li><time class="quiet" datetime="${new Date(entry.at).toISOString()}">${reader.formats.instant(entry.at)}</time>
<span>${describeEntry(entry, telling)}</span>${renderText(entry, reader)}</li>
`,
  )}</ol></details>`;
}

interface Telling {
  readonly reader: Reader;
  readonly labels: ReadonlyMap<string, string>;
  readonly canName: (address: string) => boolean;
}

function labelsOf(approval: ApprovalRecord, { language }: Reader): Telling["labels"] {
  const { choices } = translateRequest(documentOf(approval).request, language);
  return new Map(choices.map(({ id, label }) => [id, label]));
}

function namesFor({ entries, toldTo }: Story): Telling["canName"] {
  if (toldTo === "operators") return () => true;
  const { address: own } = toldTo;
  const named = entries.flatMap((entry) =>
    entry.actor === own ? [entry.actor, ...addresseesOf(entry)] : [entry.actor],
  );
  const names = new Set([own, ...named]);
  return (address) => names.has(address);
}

/** Of reminders in a row, whose readers are not named, the last one is enough. */
function entriesToTell({ entries }: Story, { canName }: Telling): readonly AuditEntryRecord[] {
  const isQuiet = (entry: AuditEntryRecord | undefined) =>
    entry?.what === "reminded" && !addresseesOf(entry).every(canName);
  return entries.filter((entry, index) => !isQuiet(entry) || !isQuiet(entries[index + 1]));
}

function describeEntry(entry: AuditEntryRecord, { canName, labels, reader }: Telling): Html {
  const details = detailsOf(entry);
  const { timeline } = reader.words;
  const { what } = entry;
  // Of a later version, perhaps.
  if (!isKnown(what, timeline)) return html`${formatLabel(what)}`;
  const inPlaceOf = textOf(details["inPlaceOf"]);
  const person = inPlaceOf || textOf(details["from"]);
  const to = addresseesOf(entry);
  const { choice, until } = details;
  const unnamed = `${what}Unnamed`;
  const isNamed = [...to, ...(person === "" || inPlaceOf !== "" ? [] : [person])].every(canName);
  const name =
    what === "decided" && inPlaceOf !== ""
      ? "decidedFor"
      : !isNamed && isKnown(unnamed, timeline)
        ? unnamed
        : what;
  return say(timeline[name], {
    by: nameOf(entry.actor, reader),
    choice: labels.get(textOf(choice)) ?? textOf(choice),
    person,
    to: listed(to, reader),
    stage: textOf(details["stage"]),
    until: typeof until === "number" ? reader.formats.instant(until) : "",
  });
}

function isKnown(name: string, timeline: PageWords["timeline"]): name is keyof typeof timeline {
  return name !== "heading" && Object.hasOwn(timeline, name);
}

/** Actors of the server's own have no name. */
function nameOf(actor: string, { words }: Reader): string {
  return actor.startsWith("countersign:") ? words.standing.somebody : actor;
}

/** Those whom something was sent or given to. */
function addresseesOf(entry: AuditEntryRecord): readonly string[] {
  const details = detailsOf(entry);
  const to = details["to"] ?? details["approver"];
  if (isJsonArray(to)) return to.map(textOf);
  return to === undefined ? [] : [textOf(to)];
}

/** What was said or filled in with it. */
function renderText(entry: AuditEntryRecord, reader: Reader): Fragment {
  const { comment, reason, text, ...details } = detailsOf(entry);
  const said = [comment, text, reason].map(textOf).find((each) => each !== "");
  return html`${said !== undefined && html`<p dir="auto">${visibleText(said)}</p>`}${renderFilledInLines(details, reader)}`;
}

function detailsOf({ details }: AuditEntryRecord): JsonObject {
  const value = JSON.parse(details ?? "{}") as Json;
  return isJsonObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
