// Recognises approval documents among the messages that workflows publish, and turns them into requests.
// Request, link and mail are changes in the transaction that publishes: a person is asked exactly when
// the workflow waits.

import type { Clock } from "../base/instant.ts";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { newId } from "../base/ulid.ts";
import { invalidParameter } from "../notifications/errors.ts";
import type { MessageIntake, MessageOrigin, OutgoingMessage } from "../notifications/message.ts";
import { type MailRoute, newMailDelivery } from "../notifications/new-delivery.ts";
import type { Change } from "../store/change.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { type ApprovalRequest, parseDocument } from "./document.ts";
import { hashLinkId, newLinkId } from "./link.ts";
import { renderApprovalMail } from "./render-mail.ts";
import type { ApprovalDocument, Provenance } from "./stored-approval.ts";

export interface IntakeDeps extends MailRoute {
  readonly clock: Clock;
}

export function createIntake(deps: IntakeDeps): MessageIntake {
  return async (message) => {
    const body = readBody(message);
    if (!body) return undefined;
    const { origin, request } = checkApproval(body, message);
    const document: ApprovalDocument = { request, provenance: provenanceOf(origin) };
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

function checkApproval(
  body: JsonObject,
  message: OutgoingMessage,
): { readonly origin: MessageOrigin; readonly request: ApprovalRequest } {
  const parsed = parseDocument(body);
  if (parsed.kind === "problems") {
    throw invalidParameter(`Message Reason: no valid approval: ${parsed.problems.join("; ")}`);
  }
  const { origin } = message;
  if (origin?.token === undefined || origin.token !== parsed.taskToken) {
    throw invalidParameter(
      "Message Reason: no valid approval: taskToken must be the token of the task that publishes " +
        "it, by arn:aws:states:::sns:publish.waitForTaskToken",
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
  const { approver, title } = document.request;
  const linkId = newLinkId();
  const approval: ApprovalRecord = {
    id: newId(at),
    executionId: origin.executionId,
    task: origin.task,
    status: "pending",
    title,
    approver,
    document: JSON.stringify(document),
    createdAt: at,
    closedAt: null,
    decision: null,
  };
  const link = { hash: hashLinkId(linkId), approvalId: approval.id, approver };
  const delivery = newMailDelivery(deps, at, {
    endpoint: approver,
    kind: "approval",
    topicName: null,
    subscriptionId: null,
    content: renderApprovalMail(document, `${deps.publicUrl()}/approvals/${linkId}`),
  });
  return [
    { kind: "createApproval", approval, links: [link] },
    { kind: "createDelivery", delivery },
  ];
}

function provenanceOf(origin: MessageOrigin): Provenance {
  const { stateMachineName, executionName, stateName, startedBy, timeoutAt } = origin;
  return {
    stateMachineName,
    executionName,
    stateName,
    startedBy,
    ...(timeoutAt === undefined ? {} : { expiresAt: timeoutAt }),
  };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
