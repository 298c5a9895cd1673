// 256 KiB: what a payload may weigh between states.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html

import type { Failure } from "../asl/failure.ts";
import { utf8Bytes } from "../base/json.ts";

export const PAYLOAD_BYTES_MAX = 262_144;

export function isOverLimit(text: string): boolean {
  // A UTF-16 unit takes three bytes at most: short texts need no counting.
  return text.length * 3 > PAYLOAD_BYTES_MAX && utf8Bytes(text) > PAYLOAD_BYTES_MAX;
}

/** `name` is the state's, or what AWS calls the task by (`lambda`, `sns`, a function's ARN). */
export function dataLimitExceeded(name: string): Failure {
  return {
    error: "States.DataLimitExceeded",
    cause:
      `The state/task '${name}' returned a result with a size exceeding ` +
      "the maximum number of bytes service limit.",
  };
}
