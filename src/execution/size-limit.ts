// What a payload may weigh between states, 256 KiB, and how deep it may nest.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html

import type { Failure } from "../asl/failure.ts";
import { utf8Bytes } from "../base/json.ts";

export const PAYLOAD_BYTES_MAX = 262_144;

/** What all lines of a fork begin with may have so many characters: it is made and written in one go. */
export const FORK_CHARACTERS_MAX = 128 * 1024 * 1024;

/** AWS's parser refuses deeper JSON; whatever recurses over payloads relies on it. */
const DEPTH_MAX = 1_000;

/** Whether JSON text is more than may pass between states. */
export function isUnpassable(text: string): boolean {
  // Every level takes two characters at least.
  return isOverLimit(text) || (text.length > 2 * DEPTH_MAX && isTooDeep(text));
}

export function isOverLimit(text: string): boolean {
  // A UTF-16 unit takes three bytes at most: short texts need no counting.
  return text.length * 3 > PAYLOAD_BYTES_MAX && utf8Bytes(text) > PAYLOAD_BYTES_MAX;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) index = endOfString(text, index);
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) depth += 1;
    else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth -= 1;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** `name` is the state's, or what AWS calls the task by (`lambda`, `sns`, a function's ARN). */
export function dataLimitExceeded(name: string): Failure {
  return {
    error: "States.DataLimitExceeded",
    cause:
      `The state/task '${name}' returned a result with a size exceeding ` +
      "the maximum number of bytes service limit.",
  };
}
