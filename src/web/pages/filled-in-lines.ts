import { formatLabel } from "../../approvals/format-value.ts";
import { type Html, html } from "../../base/html.ts";
import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { isolate, type Reader, say } from "./reader.ts";

/** What was filled in with a decision, and what was decided otherwise than proposed: a line each. */
export function renderFilledInLines(
  { changes, values }: { readonly changes?: Json; readonly values?: Json },
  { words }: Reader,
): readonly Html[] {
  return [
    ...Object.entries(objectOf(values)).map(
      ([name, value]) => html`${isolate(formatLabel(name))}: ${isolate(textOf(value))}`,
    ),
    ...Object.entries(objectOf(changes)).map(([name, change]) => {
      const { decided, proposed } = objectOf(change);
      return say(words.request.changedValue, {
        ...{ label: formatLabel(name), decided: textOf(decided), proposed: textOf(proposed) },
      });
    }),
  ].map((line) => html`<p>${line}</p>`);
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
