import type { Budget } from "./budget.ts";
import { isHostObject, isList, TemplateError, type TemplateValue } from "./template-value.ts";

/** A value as it stands in the output: maps and lists as Java prints them, `{a=1, b=[2, 3]}`. */
export function textOfValue(value: TemplateValue, budget: Budget): string {
  budget.step();
  if (value === undefined || value === null) return "null";
  if (typeof value !== "object") return budget.text(String(value));
  if (isHostObject(value)) throw new TemplateError("an object without a text cannot be printed");
  if (isList(value)) {
    return budget.text(`[${value.map((item) => textOfValue(item, budget)).join(", ")}]`);
  }
  const entries = Object.entries(value).map(([key, item]) => `${key}=${textOfValue(item, budget)}`);
  return budget.text(`{${entries.join(", ")}}`);
}
