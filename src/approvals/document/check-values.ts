// Whether what was filled in is what a form asks for, wherever it comes from: the fields of a page hold
// texts, programs send JSON. Sentences are for the person at the form.

import { RE2JS } from "re2js";
import { getOwn, type JsonObject, setOwn } from "../../base/json.ts";
import type { Sentence } from "../../wording/sentence.ts";
import {
  type FieldProblems,
  type FieldSchema,
  type FieldValue,
  type FormSchema,
  type FormValues,
  optionsOf,
} from "../form.ts";

export interface CheckedValues {
  readonly values: FormValues;
  readonly problems: FieldProblems;
}

/** Longer texts are refused also where the form sets no limit. */
const TEXT_CHARACTERS_MAX = 4_000;

/** @param isComplete whether what is required has to be there */
export function checkValues(
  form: FormSchema,
  given: JsonObject,
  isComplete: boolean,
): CheckedValues {
  const values: Record<string, FieldValue> = {};
  const problems: Record<string, Sentence> = {};
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(form.properties, name)) setOwn(problems, name, { name: "noSuchField" });
  }
  for (const [name, field] of Object.entries(form.properties)) {
    const value = getOwn(given, name) ?? undefined;
    const isMissing = value === undefined || value === "";
    if (isMissing) {
      if (isComplete && form.required?.includes(name)) problems[name] = { name: "needed" };
      continue;
    }
    const problem = findValueProblem(field, value);
    // A tick that has to be set does not hinder whoever decides against it.
    if (problem !== undefined && (isComplete || field.const === undefined))
      problems[name] = problem;
    else if (problem === undefined) values[name] = value as FieldValue;
  }
  return { values, problems };
}

export function findValueProblem(field: FieldSchema, value: unknown): Sentence | undefined {
  const options = optionsOf(field);
  if (field.const !== undefined && value !== field.const) {
    if (field.const === true) return { name: "hasToBeTicked" };
    return { name: "hasToBe", values: { value: String(field.const) } };
  }
  if (options && !options.some((option) => option.value === value)) {
    return { name: "chooseFromList" };
  }
  switch (field.type) {
    case "boolean":
      return typeof value === "boolean" ? undefined : { name: "trueOrFalse" };
    case "string":
      return typeof value === "string" ? textProblem(field, value) : { name: "hasToBeText" };
    case "number":
    case "integer":
      return numberProblem(field, value);
  }
}

function numberProblem(
  { type, minimum, maximum }: FieldSchema,
  value: unknown,
): Sentence | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return { name: "hasToBeNumber" };
  }
  if (type === "integer" && !Number.isSafeInteger(value)) return { name: "hasToBeWhole" };
  if (minimum !== undefined && value < minimum)
    return { name: "notLess", values: { limit: minimum } };
  if (maximum !== undefined && value > maximum)
    return { name: "notMore", values: { limit: maximum } };
  return undefined;
}

function textProblem(field: FieldSchema, value: string): Sentence | undefined {
  const { maxLength = TEXT_CHARACTERS_MAX, minLength = 0, pattern } = field;
  // As JSON Schema counts: characters, not halves of them.
  const { length } = [...value];
  if (length > maxLength) return { name: "tooLong", values: { max: maxLength } };
  if (length < minLength) return { name: "tooShort", values: { min: minLength } };
  if (/[^\P{Cc}\n\t]/u.test(value)) return { name: "controlCharacters" };
  if (field.format === "date" && !isDate(value)) return { name: "hasToBeDate" };
  if (field.format === "email" && !/^[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(value)) {
    return { name: "hasToBeAddress" };
  }
  if (pattern !== undefined && !RE2JS.compile(pattern).matcher(value).find()) {
    return { name: "otherForm" };
  }
  return undefined;
}

function isDate(text: string): boolean {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
