import type { JsonObject } from "../base/json.ts";
import { checkNested } from "./checks/check-choice-rule.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** What is wrong with a condition as choice rules have it, wherever it stands. */
export function checkCondition(condition: JsonObject, location: string): readonly Diagnostic[] {
  return checkNested(condition, location);
}
