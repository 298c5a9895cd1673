// The opaque ids in approvers' links: 256 random bits, and nothing but their hash is stored with the
// approval. Whoever holds one speaks for its approver on this one request.

import { createHash, randomBytes } from "node:crypto";
import type { Store } from "../store/store.ts";
import type { LinkedApproval } from "./stored-approval.ts";

const LINK_BYTES = 32;

/** 43 characters of base64url. */
export function newLinkId(): string {
  return randomBytes(LINK_BYTES).toString("base64url");
}

export function hashLinkId(linkId: string): string {
  return createHash("sha256").update(linkId).digest("hex");
}

export async function findApprovalByLink(
  store: Pick<Store, "findApproval" | "findApprovalLink">,
  linkId: string,
): Promise<LinkedApproval | undefined> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(linkId)) return undefined;
  const link = await store.findApprovalLink(hashLinkId(linkId));
  const approval = link && (await store.findApproval(link.approvalId));
  return approval && { approval, link };
}
