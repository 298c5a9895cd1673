// The opaque ids in approvers' links: 256 random bits, and nothing but their hash is stored with the
// approval. Whoever holds one speaks for its approver on this one request.

import { createHash, randomBytes } from "node:crypto";
import type { ApprovalLinkRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { type LinkedApproval, stateOf } from "./stored-approval.ts";

const LINK_BYTES = 32;

/** 43 characters of base64url. */
export function newLinkId(): string {
  return randomBytes(LINK_BYTES).toString("base64url");
}

/** With it, the path and a host of 40 characters, a link has 120. */
const CHOICE_CHARACTERS_MAX = 10;

/**
 * What the link of a choice says of it: its id where that is short, and its place otherwise, behind a dot, which
 * no id has.
 * @param place From 1.
 */
export function choiceInLink(id: string, place: number): string {
  return id.length <= CHOICE_CHARACTERS_MAX ? id : `.${place}`;
}

export function hashLinkId(linkId: string): string {
  return createHash("sha256").update(linkId).digest("hex");
}

/** The approver's link. */
export function findApprovalByLink(
  store: Pick<Store, "findApproval" | "findApprovalLink">,
  linkId: string,
): Promise<LinkedApproval | undefined> {
  return findByLink(store, linkId, "approver");
}

/** The link of whoever has asked: it decides nothing. */
export function findRequestByLink(
  store: Pick<Store, "findApproval" | "findApprovalLink">,
  linkId: string,
): Promise<LinkedApproval | undefined> {
  return findByLink(store, linkId, "requester");
}

async function findByLink(
  store: Pick<Store, "findApproval" | "findApprovalLink">,
  linkId: string,
  role: ApprovalLinkRecord["role"],
): Promise<LinkedApproval | undefined> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(linkId)) return undefined;
  const link = await store.findApprovalLink(hashLinkId(linkId));
  const approval = link?.role === role && (await store.findApproval(link.approvalId));
  return approval ? { approval, link } : undefined;
}

/** Whether what the link was made for is still what is asked. */
export function isCurrent({ approval, link }: LinkedApproval): boolean {
  return link.revision === (stateOf(approval).revision ?? 1);
}
