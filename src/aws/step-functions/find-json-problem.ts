// JSON texts that callers hand in: inputs and task outputs.

import { explainJsonError } from "../../base/explain-json-error.ts";
import type { Json } from "../../base/json.ts";
import { isOverLimit, PAYLOAD_BYTES_MAX } from "../../execution/size-limit.ts";

/** Jackson's limit, and what keeps every recursive walk over the data from running out of stack. */
const DEPTH_MAX = 1000;

export type ParsedPayload =
  | { readonly kind: "value"; readonly value: Json }
  /** What is wrong, in the words of AWS's parser. */
  | { readonly kind: "problem"; readonly problem: string };

/** A payload, when it is JSON of a permitted size and depth. */
export function parsePayload(text: string): ParsedPayload {
  if (isOverLimit(text)) {
    return problem(`The payload is larger than ${PAYLOAD_BYTES_MAX} bytes`);
  }
  if (depthOf(text) > DEPTH_MAX) {
    return problem(
      `Document nesting depth (${DEPTH_MAX + 1}) exceeds the maximum allowed (${DEPTH_MAX}, ` +
        "from `StreamReadConstraints.getMaxNestingDepth()`)",
    );
  }
  try {
    return { kind: "value", value: JSON.parse(text) as Json };
  } catch {
    return problem(explainJsonError(text).message);
  }
}

function problem(text: string): ParsedPayload {
  return { kind: "problem", problem: text };
}

/** What is wrong with a payload; `undefined` when there is nothing. */
export function findJsonProblem(text: string): string | undefined {
  const parsed = parsePayload(text);
  return parsed.kind === "problem" ? parsed.problem : undefined;
}

/** As far as it matters: whether it is over the limit. */
function depthOf(text: string): number {
  // Most payloads: too short to be that deep.
  if (text.length <= DEPTH_MAX) return 0;
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth--;
  }
  return deepest;
}
