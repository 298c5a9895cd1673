// What is asked is changed while people decide on it: by whoever has asked, in what the request lets them
// edit, or by an operator. Everybody is asked anew, for what they have seen is no longer what there is.

import { isJsonObject, type JsonObject } from "../base/json.ts";
import type { Store } from "../store/store.ts";
import { tell, told } from "../wording/sentence.ts";
import { type ActOutcome, isRequester, type RequesterActor } from "./act.ts";
import { type ApplyDeps, applyEvent } from "./apply-event.ts";
import type { FindDirectory } from "./directory-file.ts";
import type { ApprovalRequest } from "./document.ts";
import type { FieldProblems, FieldSource } from "./form.ts";
import { findRequestByLink, isCurrent } from "./link.ts";
import { planApproval } from "./plan-approval.ts";
import { readFields } from "./read-fields.ts";
import { requestDigestOf } from "./request-digest.ts";
import { type ApprovalDocument, documentOf } from "./stored-approval.ts";

export interface AmendDeps extends ApplyDeps {
  readonly store: ApplyDeps["store"] & Pick<Store, "findApprovalLink">;
  readonly findDirectory: FindDirectory;
}

/** What can be changed, as in a document; what is absent stays. */
export const AMENDABLE = ["title", "summary", "details", "attachments", "translations"] as const;

export interface Amendment {
  readonly approvalId: string;
  readonly members: JsonObject;
  readonly by: string;
  readonly reason: string;
  readonly channel: string;
  /** Of what was looked at; where it is no longer that, nothing changes. */
  readonly digest?: string | undefined;
}

export type AmendOutcome = ActOutcome & { readonly problems?: FieldProblems };

const REASON_CHARACTERS_MAX = 4_000;
/** As of a new request. */
const BYTES_MAX = 262_144;

export async function amendRequest(deps: AmendDeps, amendment: Amendment): Promise<AmendOutcome> {
  const { approvalId, by, channel, members } = amendment;
  const approval = await deps.store.findApproval(approvalId);
  if (!approval) return { kind: "notFound" };
  if (approval.status !== "pending") {
    return { kind: "refused", approval, ...tell("closed") };
  }
  const reason = amendment.reason.replaceAll("\r\n", "\n").trim();
  if (reason.length > REASON_CHARACTERS_MAX) {
    const problem = tell("reasonTooLong", { max: REASON_CHARACTERS_MAX });
    return { kind: "invalid", approval, ...problem };
  }
  if (Buffer.byteLength(JSON.stringify(members)) > BYTES_MAX) {
    const message = `approval must not be larger than ${BYTES_MAX} bytes`;
    return { kind: "invalid", approval, said: { name: "cannotBeAsked" }, message };
  }
  const amended = await amendedDocument(deps, documentOf(approval), members);
  if ("problems" in amended) {
    // Places in the document are for programs; whoever has typed values has never seen it.
    const message = amended.problems.join("; ");
    return { kind: "invalid", approval, said: { name: "cannotBeAsked" }, message };
  }
  const seen = amendment.digest ?? requestDigestOf(approval);
  const applied = await applyEvent(
    deps,
    approvalId,
    (at, current) => ({
      kind: "amended",
      at,
      by,
      reason,
      digestBefore: requestDigestOf(current),
      seen,
    }),
    channel,
    () => amended.document,
  );
  if (applied.kind === "notFound") return applied;
  if (applied.kind === "applied") {
    return { kind: "done", approval: applied.approval, ...tell("amended") };
  }
  const why = applied.why === "held" ? "held" : "changedOrOver";
  return { kind: "refused", approval: applied.approval, ...tell(why) };
}

/** By whoever has asked: what `editable` names, or nothing but a word to those who decide. */
export async function resubmitRequest(
  deps: AmendDeps,
  sent: {
    readonly actor: RequesterActor;
    readonly reason: string;
    readonly changes: FieldSource;
    /** As of an {@link Amendment}. */
    readonly digest?: string | undefined;
  },
): Promise<AmendOutcome> {
  const found = await findOwnRequest(deps.store, sent.actor);
  if (!found) return { kind: "notFound" };
  const { approval, by } = found;
  if (!found.isCurrent) return { kind: "refused", approval, ...tell("changed") };
  const { request } = documentOf(approval);
  const { checkValues } = await import("./document/check-values.ts");
  const { required: _, ...editable } = request.editable ?? { properties: {} };
  const { changes } = sent;
  const given = "members" in changes ? changes.members : readFields(editable, changes.fieldOf);
  const { problems, values } = checkValues(editable, given, true);
  const [first] = Object.values(problems);
  if (first !== undefined) return { kind: "invalid", approval, ...told(first), problems };
  return amendRequest(deps, {
    approvalId: approval.id,
    members: isJsonObject(request.details) ? { details: { ...request.details, ...values } } : {},
    by,
    reason: sent.reason,
    channel: sent.actor.channel,
    digest: sent.digest ?? requestDigestOf(approval),
  });
}

async function findOwnRequest(store: AmendDeps["store"], actor: RequesterActor) {
  if (actor.channel === "requester") {
    const found = await findRequestByLink(store, actor.linkId);
    if (!found) return undefined;
    return { approval: found.approval, by: found.link.approver, isCurrent: isCurrent(found) };
  }
  const { approvalId, by } = actor;
  const approval = await store.findApproval(approvalId);
  return approval && isRequester(approval, by) ? { approval, by, isCurrent: true } : undefined;
}

async function amendedDocument(
  { findDirectory }: AmendDeps,
  before: ApprovalDocument,
  members: JsonObject,
): Promise<{ readonly document: ApprovalDocument } | { readonly problems: readonly string[] }> {
  // Loaded with the first one: its schemas would lengthen the start of every server.
  const { parseDocument } = await import("./document.ts");
  const { translations: translated, ...request } = before.request;
  const translations = translated && stillTrue(translated, members);
  const approval = {
    ...(request as unknown as JsonObject),
    ...(translations && { translations: translations as unknown as JsonObject }),
    ...members,
  };
  const parsed = parseDocument({ taskToken: "", approval });
  if (parsed.kind === "problems") return parsed;
  const planned = planApproval(parsed.request, findDirectory(), before.plan.expiry === undefined);
  if (planned.kind === "problems") return planned;
  const document = { ...before, request: parsed.request, plan: planned.plan };
  return { document: JSON.parse(JSON.stringify(document)) as ApprovalDocument };
}

/** Translations of what is another text now are no translations any more. */
function stillTrue(
  translations: NonNullable<ApprovalRequest["translations"]>,
  members: JsonObject,
): ApprovalRequest["translations"] {
  const entries = Object.entries(translations).map(([language, texts]) => {
    const kept = Object.entries(texts).filter(([name]) => !Object.hasOwn(members, name));
    return [language, Object.fromEntries(kept)];
  });
  return Object.fromEntries(entries) as ApprovalRequest["translations"];
}
