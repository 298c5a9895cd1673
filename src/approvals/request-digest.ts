// What somebody has decided on, as one number: SHA-256 of the canonical JSON (RFC 8785) of the request, its
// plan, the stage, and what earlier stages have changed. A form carries it, and a decision counts for this
// very request or not at all; in the result it tells later what was decided on.

import { createHash } from "node:crypto";
import { canonicalJson } from "../base/canonical-json.ts";
import type { Json } from "../base/json.ts";
import type { ApprovalRecord } from "../store/records.ts";
import { changedValuesOf } from "./changed-values.ts";
import { documentOf, stateOf } from "./stored-approval.ts";

/** In hex. */
export function requestDigestOf(
  approval: Pick<ApprovalRecord, "id" | "document" | "state">,
): string {
  const { request, plan } = documentOf(approval);
  const state = stateOf(approval);
  const { stage } = state;
  const changed = changedValuesOf(state);
  const seen = { approval: approval.id, request, plan, stage, changed } as unknown as Json;
  return createHash("sha256").update(canonicalJson(seen)).digest("hex");
}
