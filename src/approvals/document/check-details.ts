// What a request is about: it has to be something that can be shown, and changed where it says so.

import { isJsonObject, type Json } from "../../base/json.ts";
import { sentenceIn } from "../../wording/sentence.ts";
import type { FormSchema } from "../form.ts";
import { findValueProblem } from "./check-values.ts";

/** Deeper details no table could show. */
export const DETAILS_DEPTH_MAX = 32;

/** What can be changed has to be there, and to be one of those values that it can be changed to. */
export function editableProblems(given: {
  readonly editable?: FormSchema | undefined;
  readonly details?: unknown;
}): readonly (readonly [string, string])[] {
  const { editable, details } = given;
  if (!editable) return [];
  return Object.entries(editable.properties).flatMap(([name, field]) => {
    const known = details as Json | undefined;
    if (!isJsonObject(known) || !Object.hasOwn(known, name)) {
      return [[name, "is no member of the details"]];
    }
    const problem = findValueProblem(field, known[name]);
    return problem === undefined
      ? []
      : [[name, `is not valid as proposed: ${sentenceIn("en", problem)}`]];
  });
}

/** Walks level by level: a recursive walk could be made to run out of stack. */
export function isShallowEnough(details: unknown): boolean {
  let level: unknown[] = [details];
  for (let depth = 0; depth <= DETAILS_DEPTH_MAX; depth++) {
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
    if (level.length === 0) return true;
  }
  return false;
}
