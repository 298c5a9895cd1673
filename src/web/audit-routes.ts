// `/api/audit`: what has happened to requests, entry by entry, and the seals over it. Programs that keep it
// elsewhere read it page by page.

import type { FastifyInstance } from "fastify";
import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import type { AuditCursor, AuditEntryRecord, AuditSealRecord } from "../store/audit-records.ts";
import type { Store } from "../store/store.ts";
import { queryOf } from "./http/answers.ts";
import { type ApiAccess, invalidRequest, registerApiRoute } from "./http/api-access.ts";

export interface AuditRoutesDeps extends ApiAccess {
  readonly store: Pick<Store, "listAuditEntries" | "listAuditSeals">;
}

const PAGE_SIZE = 500;

export function registerAuditRoutes(app: FastifyInstance, deps: AuditRoutesDeps): void {
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/audit",
    scope: "read",
    answer: ({ request }) => listEntries(deps, queryOf(request)),
  });
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/audit/seals",
    scope: "read",
    answer: ({ request }) => listSeals(deps, queryOf(request)),
  });
}

async function listEntries({ store }: AuditRoutesDeps, query: URLSearchParams): Promise<object> {
  const found = await store.listAuditEntries(
    {
      approvalId: query.get("approval") ?? undefined,
      fromAt: readInstant(query, "from"),
      untilAt: readInstant(query, "to"),
    },
    { after: readCursor(query.get("after")), limit: PAGE_SIZE },
  );
  const last = found.length === PAGE_SIZE ? found.at(-1) : undefined;
  const next = last && `${last.approvalId}.${last.number}`;
  return { entries: found.map(describeEntry), ...(next !== undefined && { next }) };
}

async function listSeals({ store }: AuditRoutesDeps, query: URLSearchParams): Promise<object> {
  const after = Number(query.get("after") ?? 0);
  if (!Number.isSafeInteger(after) || after < 0) throw invalidRequest('"after" is no seal');
  const found = await store.listAuditSeals({ after, limit: PAGE_SIZE });
  const next = found.length === PAGE_SIZE ? found.at(-1)?.number : undefined;
  return { seals: found.map(describeSeal), ...(next !== undefined && { next }) };
}

function describeEntry({ at, details, ...entry }: AuditEntryRecord): object {
  const known = details === null ? null : readDetails(details);
  return { ...entry, at: timeOf(at), details: known };
}

/** Whoever proves the audit finds what is no JSON: nothing of this server's has written it. */
function readDetails(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function describeSeal({ sealedAt, fromAt, untilAt, ...seal }: AuditSealRecord): object {
  const times = { sealedAt: timeOf(sealedAt), fromAt: timeOf(fromAt), untilAt: timeOf(untilAt) };
  return { ...seal, ...times };
}

function timeOf(at: Instant): string {
  return new Date(at).toISOString();
}

/** @throws ApiError */
function readInstant(query: URLSearchParams, name: string): Instant | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw invalidRequest(`"${name}" must be a time such as 2026-11-01T00:00:00Z`);
  return at;
}

/** @throws ApiError */
function readCursor(text: string | null): AuditCursor | undefined {
  if (text === null || text === "") return undefined;
  const [, approvalId, number] = /^([0-9a-z]{26})\.(\d{1,9})$/.exec(text) ?? [];
  if (approvalId === undefined) throw invalidRequest('"after" is no entry');
  return { approvalId, number: Number(number) };
}
