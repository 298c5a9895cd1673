import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import { ArgumentProblem, type Intrinsic, stringAt } from "./intrinsic.ts";

/** States.Format(template, value, …): each `{}` becomes a value, `\{` and `\}` are braces. */
export const format: Intrinsic = {
  arity: { min: 1, max: Number.POSITIVE_INFINITY },
  takesPattern: true,
  evaluate: (values) => {
    const template = stringAt(values, 0);
    const inserted = values.slice(1);
    let used = 0;
    const text = template.replace(/\{\}|\\([\\'{}])/g, (_, escaped: string | undefined) => {
      if (escaped !== undefined) return escaped;
      return javaText(inserted[used++] ?? null);
    });
    if (used !== inserted.length) {
      throw new ArgumentProblem(
        `The template has ${used} placeholders for ${inserted.length} values.`,
      );
    }
    return text;
  },
};

/** AWS: as Java prints its maps and lists, `{a=1, b=[x, null]}`. */
function javaText(value: Json): string {
  if (typeof value === "string") return value;
  if (isJsonArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (!isJsonObject(value)) return String(value);
  const members = Object.entries(value).map(([key, member]) => `${key}=${javaText(member)}`);
  return `{${members.join(", ")}}`;
}
