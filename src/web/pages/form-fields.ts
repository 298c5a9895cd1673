// The fields of a form, as HTML shows them without any script. What is required and how long texts may be is
// not left to the browser: who declines need not fill in what who approves has to.

import {
  type FieldProblems,
  type FieldSchema,
  type FieldValue,
  type FormSchema,
  optionsOf,
} from "../../approvals/form.ts";
import { formatLabel, visibleText } from "../../approvals/format-value.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import type { JsonObject } from "../../base/json.ts";
import { isolate, type Reader, saying } from "./reader.ts";

/** What names of fields begin with: those of the form, and those that change the details. */
export const VALUE_PREFIX = "value.";
export const CHANGE_PREFIX = "change.";
/** Says what the form was shown for. */
export const DIGEST_FIELD = "digest";

export interface FormFields {
  readonly schema: FormSchema;
  readonly prefix: string;
  /** What stands in the fields before anybody has written in them. */
  readonly proposed?: JsonObject;
  readonly problems?: FieldProblems | undefined;
  /** What was sent. */
  readonly fieldOf?: ((name: string) => string | null) | undefined;
}

/** Longer texts get several lines. */
const LINE_CHARACTERS_MAX = 200;

export function renderFormFields(form: FormFields, reader: Reader): Html {
  const { title, description, properties } = form.schema;
  return html`<fieldset>
${title !== undefined && html`<legend>${isolate(title)}</legend>`}
${description !== undefined && html`<p class="quiet" dir="auto">${visibleText(description)}</p>`}
${Object.entries(properties).map(([name, field]) => renderField(form, name, field, reader))}</fieldset>`;
}

function renderField(form: FormFields, name: string, field: FieldSchema, reader: Reader): Html {
  const id = form.prefix + name;
  const problem = form.problems?.[name];
  const isNeeded = form.schema.required?.includes(name) || field.const === true;
  const label = html`${isolate(field.title ?? formatLabel(name))}${isNeeded && html` <span class="quiet">${reader.words.decide.needed}</span>`}`;
  const hints = [
    field.description !== undefined &&
      html`<p class="quiet small" id="${id}-about" dir="auto">${visibleText(field.description)}</p>`,
    problem !== undefined &&
      html`<p class="notice bad" id="${id}-problem">${saying(problem)(reader)}</p>`,
  ];
  const described = [
    field.description !== undefined && `${id}-about`,
    problem !== undefined && `${id}-problem`,
  ]
    .filter((each) => typeof each === "string")
    .join(" ");
  const aria = html`${described !== "" && html` aria-describedby="${described}"`}${problem !== undefined && html` aria-invalid="true"`}`;
  const value = form.fieldOf
    ? (form.fieldOf(id) ?? "")
    : String(form.proposed?.[name] ?? field.default ?? "");
  if (field.type === "boolean") {
    return html`<label class="choice"><input type="checkbox" id="${id}" name="${id}" value="true"${value === "true" && html` checked`}${aria}><span>${label}</span></label>
${hints}`;
  }
  return html`<label class="block" for="${id}">${label}</label>
${hints}
${renderInput(field, { id, value, aria })}
`;
}

interface Input {
  readonly id: string;
  readonly value: string;
  readonly aria: Fragment;
}

function renderInput(field: FieldSchema, { id, value, aria }: Input): Html {
  const options = optionsOf(field);
  if (options) {
    return html`<select id="${id}" name="${id}"${aria}><option value=""></option>
${options.map((option) => renderOption(option.value, option.label, value))}</select>`;
  }
  if (field.type === "string" && (field.maxLength ?? 0) > LINE_CHARACTERS_MAX) {
    return html`<textarea id="${id}" name="${id}" rows="3" dir="auto"${aria}>${value}</textarea>`;
  }
  const date = field.format === "date" && html` placeholder="2026-12-31"`;
  return html`<input type="text" id="${id}" name="${id}" inputmode="${keyboardOf(field)}" autocomplete="off" value="${value}"${date}${aria}>`;
}

function renderOption(value: FieldValue, label: string, chosen: string): Html {
  const isChosen = String(value) === chosen;
  return html`<option value="${String(value)}"${isChosen && html` selected`}>${visibleText(label)}</option>
`;
}

function keyboardOf({ format, type }: FieldSchema): string {
  if (type === "number") return "decimal";
  if (type === "integer") return "numeric";
  return format === "email" ? "email" : "text";
}
