// The audit as a file: lines of JSON that can be proved later, or CSV to be looked at.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { AuditExport, ExportedEntry } from "../approvals/verify-audit.ts";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { CommandError } from "./command.ts";
import { objectsAt } from "./read-answer.ts";
import { explainCode } from "./read-json.ts";
import type { ServerClient } from "./server-client.ts";

/** Times as ISO 8601. */
export interface AuditRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly approval?: string | undefined;
}

/** The audit as the server tells it: a head, then seals, then entries. */
export async function* fetchAudit(
  client: ServerClient,
  range: AuditRange,
): AsyncGenerator<JsonObject> {
  const { approval = null, from = null, to = null } = range;
  yield { kind: "audit", version: 1, from, to, approval };
  // Seals first: whatever they stand for is there already.
  const query = { from, to, approval };
  for (const seal of await fetchAll(client, "/api/audit/seals", "seals", {})) {
    if (isWithin(seal, range)) yield { kind: "seal", ...seal };
  }
  for (let after: Json = ""; after !== null; ) {
    const page: JsonObject = await client.callApi("GET", pathOf("/api/audit", { ...query, after }));
    for (const entry of objectsAt(page, "entries")) yield { kind: "entry", ...entry };
    after = page["next"] ?? null;
  }
}

async function fetchAll(
  client: ServerClient,
  path: string,
  key: string,
  query: JsonObject,
): Promise<readonly JsonObject[]> {
  const all: JsonObject[] = [];
  for (let after: Json = ""; after !== null; ) {
    const page: JsonObject = await client.callApi("GET", pathOf(path, { ...query, after }));
    all.push(...objectsAt(page, key));
    after = page["next"] ?? null;
  }
  return all;
}

function pathOf(path: string, query: JsonObject): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? path : `${path}?${search}`;
}

/** Of one request alone, no seal can be compared. */
function isWithin(seal: JsonObject, { approval, from, to }: AuditRange): boolean {
  const isLate = from === undefined || instantOf(seal["fromAt"]) >= Date.parse(from);
  const isEarly = to === undefined || instantOf(seal["untilAt"]) <= Date.parse(to);
  return approval === undefined && isLate && isEarly;
}

export async function* asJsonLines(items: AsyncIterable<JsonObject>): AsyncGenerator<string, void> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}

const COLUMNS = [
  ...["at", "approvalId", "number", "what", "actor", "proof", "details"],
  ...["requestSha256", "hash"],
];

/** https://www.rfc-editor.org/rfc/rfc4180, with entries alone. */
export async function* asCsv(items: AsyncIterable<JsonObject>): AsyncGenerator<string, void> {
  yield `${COLUMNS.join(",")}\r\n`;
  for await (const item of items) {
    if (item["kind"] !== "entry") continue;
    yield `${COLUMNS.map((column) => csvField(item[column] ?? null)).join(",")}\r\n`;
  }
}

function csvField(value: Json): string {
  if (value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // A spreadsheet must not take what somebody has written for a formula.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** @throws CommandError */
export function readAuditFile(file: string): AuditExport {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
    if (file.endsWith(".gz")) bytes = gunzipSync(bytes);
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${explainCode(error)}.`);
  }
  const lines = bytes.toString("utf8").split("\n");
  const items = lines.flatMap((line, index) => (line === "" ? [] : [parseLine(line, index, file)]));
  return auditOf(items, file);
}

/** @throws CommandError */
export function auditOf(items: readonly JsonObject[], where: string): AuditExport {
  const [head] = items;
  if (head?.["kind"] !== "audit" || head["version"] !== 1) {
    throw new CommandError(`${where} is no audit: make one with countersign audit export.`);
  }
  const ofKind = (kind: string) => items.filter((item) => item["kind"] === kind);
  return {
    entries: ofKind("entry").map(
      ({ kind: _, ...entry }) =>
        ({ ...entry, at: instantOf(entry["at"]) }) as unknown as ExportedEntry,
    ),
    seals: ofKind("seal").map(
      (seal) =>
        ({
          ...seal,
          sealedAt: instantOf(seal["sealedAt"]),
          fromAt: instantOf(seal["fromAt"]),
          untilAt: instantOf(seal["untilAt"]),
        }) as unknown as AuditExport["seals"][number],
    ),
    fromAt: readBound(head, "from", where),
    untilAt: readBound(head, "to", where),
    ...(typeof head["approval"] === "string" && { approvalId: head["approval"] }),
  };
}

/** @throws CommandError */
function readBound(head: JsonObject, name: "from" | "to", where: string): number | undefined {
  const text = head[name] ?? null;
  const at = text === null ? undefined : instantOf(text);
  if (!Number.isNaN(at)) return at;
  throw new CommandError(`${where} is no audit: "${name}" in its first line is no time.`);
}

function parseLine(line: string, index: number, file: string): JsonObject {
  try {
    const value = JSON.parse(line) as Json;
    if (isJsonObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new CommandError(`${file} is no audit: line ${index + 1} is no JSON object.`);
}

function instantOf(value: Json | undefined): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}
