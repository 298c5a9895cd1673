import { type Budget, made } from "./budget.ts";
import { TemplateError } from "./template-error.ts";
import { isHostObject, isList, type TemplateValue } from "./template-value.ts";

/** A value as it stands in the output: maps and lists as Java prints them, `{a=1, b=[2, 3]}`. */
export function textOfValue(value: TemplateValue, budget: Budget): string {
  budget.step();
  if (value === undefined || value === null) return "null";
  if (typeof value !== "object") return made(String(value), budget);
  if (isHostObject(value)) throw new TemplateError("an object without a text cannot be printed");
  if (isList(value)) {
    return made(`[${value.map((item) => textOfValue(item, budget)).join(", ")}]`, budget);
  }
  const entries = Object.entries(value).map(([key, item]) => `${key}=${textOfValue(item, budget)}`);
  return made(`{${entries.join(", ")}}`, budget);
}
