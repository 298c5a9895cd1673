// A form as it is kept with a request, and what people have filled in.

import type { JsonObject } from "../base/json.ts";
import type { Sentence } from "../wording/sentence.ts";

/** The part of JSON Schema that plain HTML can show. */
export interface FormSchema {
  readonly title?: string;
  readonly description?: string;
  /** In the order in which they are shown. */
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
}

export interface FieldSchema {
  readonly type: "string" | "number" | "integer" | "boolean";
  readonly title?: string;
  readonly description?: string;
  readonly default?: FieldValue;
  readonly enum?: readonly FieldValue[];
  readonly oneOf?: readonly { readonly const: FieldValue; readonly title: string }[];
  readonly const?: FieldValue;
  readonly format?: "date" | "email";
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

export type FieldValue = string | number | boolean;

/** By the name of the field; what was left empty is absent. */
export type FormValues = Readonly<Record<string, FieldValue>>;

/** A sentence for each field that has a problem, by its name. */
export type FieldProblems = Readonly<Record<string, Sentence>>;

/** `fieldOf` reads the fields of a page, which are texts. */
export type FieldSource =
  | { readonly members: JsonObject }
  | { readonly fieldOf: (name: string) => string | null };

export interface FieldOption {
  readonly value: FieldValue;
  readonly label: string;
}

/** What can be chosen from; nothing where anything can be written. */
export function optionsOf(field: FieldSchema): readonly FieldOption[] | undefined {
  if (field.oneOf) return field.oneOf.map(({ const: value, title }) => ({ value, label: title }));
  return field.enum?.map((value) => ({ value, label: String(value) }));
}
