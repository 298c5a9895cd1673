// Recognises approval documents among the messages that workflows publish, and turns them into requests.
// Request, link and mail are changes in the transaction that publishes: a person is asked exactly when
// the workflow waits.

import { assert } from "../base/assert.ts";
import type { Clock } from "../base/instant.ts";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { newId } from "../base/ulid.ts";
import { invalidParameter } from "../notifications/errors.ts";
import type { MessageIntake, MessageOrigin, OutgoingMessage } from "../notifications/message.ts";
import type { Change } from "../store/change.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { chainEntries } from "./audit-chain.ts";
import type { ApprovalRequest } from "./document.ts";
import { type NoticeRoute, noticesFor } from "./mails/notices.ts";
import { planApproval } from "./plan-approval.ts";
import { advanceApproval } from "./policy/advance-approval.ts";
import { requestDigestOf } from "./request-digest.ts";
import { type ApprovalDocument, type Provenance, seatsOf } from "./stored-approval.ts";

export interface IntakeDeps extends NoticeRoute {
  readonly clock: Clock;
}

export function createIntake(deps: IntakeDeps): MessageIntake {
  return async (message) => {
    const body = readBody(message);
    if (!body) return undefined;
    const { origin, request } = await checkApproval(body, message);
    const planned = planApproval(request, deps.findDirectory(), origin.timeoutAt !== undefined);
    if (planned.kind === "problems") throw notValid(planned.problems.join("; "));
    const { plan } = planned;
    const document: ApprovalDocument = { request, plan, provenance: provenanceOf(origin) };
    return { subject: request.title, changes: changesFor(deps, origin, document) };
  };
}

/**
 * The JSON body, when it asks for an approval. Without a token on either side `approval` is just a key of
 * somebody's message.
 */
function readBody({ message, origin }: OutgoingMessage): JsonObject | undefined {
  if (!message.trimStart().startsWith("{")) return undefined;
  const body = parseJson(message);
  if (!isJsonObject(body) || !Object.hasOwn(body, "approval")) return undefined;
  return origin?.token !== undefined || Object.hasOwn(body, "taskToken") ? body : undefined;
}

async function checkApproval(
  body: JsonObject,
  message: OutgoingMessage,
): Promise<{ readonly origin: MessageOrigin; readonly request: ApprovalRequest }> {
  // Loaded with the first one: its schemas would lengthen the start of every server.
  const { parseDocument } = await import("./document.ts");
  const parsed = parseDocument(body);
  if (parsed.kind === "problems") {
    throw notValid(parsed.problems.join("; "));
  }
  const { origin } = message;
  if (origin?.token === undefined || origin.token !== parsed.taskToken) {
    throw notValid(
      "taskToken must be the token of the task that publishes it, by " +
        "arn:aws:states:::sns:publish.waitForTaskToken",
    );
  }
  return { origin, request: parsed.request };
}

function changesFor(
  deps: IntakeDeps,
  origin: MessageOrigin,
  document: ApprovalDocument,
): readonly Change[] {
  const at = deps.clock();
  const opening = { kind: "opened", at } as const;
  const opened = advanceApproval(document.plan, undefined, opening);
  assert(opened.kind === "taken", "a new request can be opened");
  const { after, effects, entries } = opened;
  const { provenance } = document;
  const expiresAt = Math.min(provenance.expiresAt ?? Infinity, after.expiresAt ?? Infinity);
  const known = Number.isFinite(expiresAt)
    ? { ...document, provenance: { ...provenance, expiresAt } }
    : document;
  const approval: ApprovalRecord = {
    id: newId(at),
    executionId: origin.executionId,
    task: origin.task,
    status: "pending",
    title: document.request.title,
    approver: after.seats.map(({ address }) => address).join(", "),
    document: JSON.stringify(known),
    state: JSON.stringify(after),
    version: 1,
    dueAt: after.dueAt ?? null,
    createdAt: at,
    closedAt: null,
    decision: null,
  };
  const { changes, links } = noticesFor(deps, approval, effects, opening);
  const seats = seatsOf(approval, known, after);
  const audit = chainEntries(undefined, {
    ...{ approvalId: approval.id, at, entries, requestSha256: requestDigestOf(approval) },
  });
  const { requester } = known.plan;
  const asked = requester !== undefined && { requester };
  return [{ kind: "createApproval", approval, links, seats, ...asked, audit }, ...changes];
}

function notValid(problem: string) {
  return invalidParameter(`Message Reason: no valid approval: ${problem}`);
}

function provenanceOf(origin: MessageOrigin): Provenance {
  const { stateMachineName, executionName, stateName, startedBy } = origin;
  const limits = [origin.timeoutAt, origin.executionTimeoutAt].filter((at) => at !== undefined);
  const timeoutAt = limits.length > 0 ? Math.min(...limits) : undefined;
  return {
    stateMachineName,
    executionName,
    stateName,
    startedBy,
    ...(timeoutAt === undefined ? {} : { expiresAt: timeoutAt, timeoutAt }),
  };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
