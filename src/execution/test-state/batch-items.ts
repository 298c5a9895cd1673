// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html

import { type Json, utf8Bytes } from "../../base/json.ts";

/** Inputs of child executions, each with as many items as fit. */
export function batchItems(
  items: readonly Json[],
  batchInput: Json | undefined,
  limits: { readonly items: number | undefined; readonly bytes: number | undefined },
): readonly Json[] {
  const batches: Json[] = [];
  let open: Json[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = utf8Bytes(JSON.stringify(item)) + 1;
    const isFull =
      open.length >= (limits.items || Infinity) || bytes + size > (limits.bytes || Infinity);
    if (isFull && open.length > 0) {
      batches.push(batchOf(open, batchInput));
      open = [];
      bytes = 0;
    }
    open.push(item);
    bytes += size;
  }
  if (open.length > 0) batches.push(batchOf(open, batchInput));
  return batches;
}

function batchOf(items: readonly Json[], batchInput: Json | undefined): Json {
  return { ...(batchInput !== undefined && { BatchInput: batchInput }), Items: items };
}
