import type { JsonObject } from "../base/json.ts";
import type { FieldValue, FormSchema } from "./form.ts";

/** What the fields of a page hold, in the types of the form; what is no number stays the text it is. */
export function readFields(form: FormSchema, fieldOf: (name: string) => string | null): JsonObject {
  const given: Record<string, FieldValue> = {};
  for (const [name, field] of Object.entries(form.properties)) {
    const text = (fieldOf(name) ?? "").replaceAll("\r\n", "\n").trim();
    if (field.type === "boolean") given[name] = text === "true";
    else if (text !== "") given[name] = field.type === "string" ? text : numberOf(text);
  }
  return given;
}

function numberOf(text: string): FieldValue {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
