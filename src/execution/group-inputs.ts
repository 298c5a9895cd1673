// The inputs of child executions: one for every item, or one for as many items as ItemBatcher lets together.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html

import { type Json, utf8Bytes } from "../base/json.ts";
import type { BatchRequest } from "./map-run-request.ts";
import { isUnpassable, PAYLOAD_BYTES_MAX } from "./size-limit.ts";

export interface ChildInput {
  /** JSON text. */
  readonly input: string;
  /** How many items are in it. */
  readonly size: number;
}

/** Takes items one by one and hands out the inputs that are complete. */
export interface Grouping {
  /** `tooLarge`: the item is more than a child execution may begin with. */
  add(item: Json): readonly ChildInput[] | "tooLarge";
  /** What is left when no more items come. */
  end(): readonly ChildInput[];
}

export function createGrouping(batch: BatchRequest | undefined): Grouping {
  return batch ? batched(batch) : oneByOne();
}

function oneByOne(): Grouping {
  return {
    add(item) {
      const input = JSON.stringify(item);
      return isUnpassable(input) ? "tooLarge" : [{ input, size: 1 }];
    },
    end: () => [],
  };
}

function batched({ input, maxItems, maxBytes }: BatchRequest): Grouping {
  const head =
    input === undefined ? '{"Items":[' : `{"BatchInput":${JSON.stringify(input)},"Items":[`;
  const tail = "]}";
  const itemsMax = maxItems || Number.POSITIVE_INFINITY;
  const bytesMax = Math.min(maxBytes || PAYLOAD_BYTES_MAX, PAYLOAD_BYTES_MAX);
  const emptyBytes = utf8Bytes(head + tail);
  let open: string[] = [];
  let bytes = emptyBytes;

  function close(): readonly ChildInput[] {
    if (open.length === 0) return [];
    const closed = { input: head + open.join(",") + tail, size: open.length };
    open = [];
    bytes = emptyBytes;
    return [closed];
  }

  return {
    add(item) {
      const text = JSON.stringify(item);
      const size = utf8Bytes(text) + 1;
      if (isUnpassable(text) || emptyBytes + size > bytesMax + 1) return "tooLarge";
      const isFull = open.length >= itemsMax || bytes + size > bytesMax + 1;
      const closed = isFull ? close() : [];
      open.push(text);
      bytes += size;
      return closed;
    },
    end: close,
  };
}
