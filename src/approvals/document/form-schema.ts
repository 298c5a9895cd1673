// Forms that a request carries, in the part of JSON Schema that plain HTML can show: an object of texts,
// numbers, ticks, dates and choices. What is outside of it is refused when the request is made, before
// anybody sees half a form. https://json-schema.org/draft/2020-12

import { RE2JS } from "re2js";
import { z } from "zod";
import { sentenceIn } from "../../wording/sentence.ts";
import type { FieldSchema, FormSchema } from "../form.ts";
import { findValueProblem } from "./check-values.ts";

const FIELDS_MAX = 30;
const OPTIONS_MAX = 100;
const TEXT_CHARACTERS_MAX = 4_000;
const LABEL_CHARACTERS_MAX = 200;
const PATTERN_CHARACTERS_MAX = 500;

const text = (charactersMax: number) =>
  z
    .string()
    .max(charactersMax, `must not be longer than ${charactersMax} characters`)
    .regex(/^[^\p{Cc}]*$/u, "must be one line without control characters");
const label = text(LABEL_CHARACTERS_MAX).min(1, "must not be empty");
const scalar = z.union([z.string().max(TEXT_CHARACTERS_MAX), z.number(), z.boolean()]);
const characters = z.int().min(0).max(TEXT_CHARACTERS_MAX);

const field = z
  .strictObject({
    type: z.enum(
      ["string", "number", "integer", "boolean"],
      "must be string, number, integer or boolean",
    ),
    title: label.optional(),
    description: text(TEXT_CHARACTERS_MAX).optional(),
    default: scalar.optional(),
    enum: z.array(scalar).min(1, "must not be empty").max(OPTIONS_MAX).optional(),
    oneOf: z
      .array(z.strictObject({ const: scalar, title: label }))
      .min(1, "must not be empty")
      .max(OPTIONS_MAX)
      .optional(),
    const: scalar.optional(),
    format: z.enum(["date", "email"], 'must be "date" or "email"').optional(),
    minLength: characters.optional(),
    maxLength: characters.optional(),
    pattern: z
      .string()
      .max(PATTERN_CHARACTERS_MAX)
      .refine(isPattern, "must be a regular expression without look-around and back-references")
      .optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  })
  .superRefine((given, context) => {
    for (const message of contradictionsOf(given as FieldSchema)) {
      context.addIssue({ code: "custom", message });
    }
  });

/** A form, as it stands in a document. */
export const formSchema = z
  .strictObject({
    $schema: z.string().optional(),
    type: z.literal("object", 'must be "object"').optional(),
    title: label.optional(),
    description: text(TEXT_CHARACTERS_MAX).optional(),
    properties: z.record(
      z.string().regex(/^[A-Za-z][\w-]{0,63}$/, "must be a letter and up to 63 of A-Z a-z 0-9 _ -"),
      field,
    ),
    required: z.array(z.string()).optional(),
    additionalProperties: z.literal(false).optional(),
  })
  .superRefine(({ properties, required = [] }, context) => {
    const count = Object.keys(properties).length;
    if (count === 0 || count > FIELDS_MAX) {
      const message = `must have 1 to ${FIELDS_MAX} properties`;
      context.addIssue({ code: "custom", path: ["properties"], message });
    }
    const unknown = required.find((name) => !Object.hasOwn(properties, name));
    if (unknown === undefined) return;
    const message = `names "${unknown}", which is none of the properties`;
    context.addIssue({ code: "custom", path: ["required"], message });
  })
  .transform(
    ({ properties, required, title, description }): FormSchema =>
      JSON.parse(JSON.stringify({ title, description, properties, required })) as FormSchema,
  );

/** Expressions that are matched in linear time, so that no text can be too much for one. */
function isPattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** What no value could ever satisfy, or would be satisfied by nobody's intention. */
function contradictionsOf(given: FieldSchema): readonly string[] {
  const { type, minimum, maximum, minLength, maxLength, default: usual, ...rest } = given;
  const isText = type === "string";
  const isNumber = type === "number" || type === "integer";
  const hasOptions = rest.enum !== undefined || rest.oneOf !== undefined;
  const ofText = [rest.format, rest.pattern, minLength, maxLength];
  const problems = [
    rest.enum !== undefined && rest.oneOf !== undefined && "has both enum and oneOf",
    hasOptions && type === "boolean" && "is a boolean, which has no enum or oneOf",
    !isText && ofText.some((each) => each !== undefined) && `is no string: ${LIMITS_OF_STRINGS}`,
    !isNumber && (minimum ?? maximum) !== undefined && "has minimum or maximum and is no number",
    minimum !== undefined &&
      maximum !== undefined &&
      minimum > maximum &&
      "has a minimum above its maximum",
    (minLength ?? 0) > (maxLength ?? Infinity) && "has a minLength above its maxLength",
    rest.const !== undefined &&
      typeof rest.const !== valueTypeOf(type) &&
      "has a const of another type",
    hasOptions &&
      [...(rest.enum ?? []), ...(rest.oneOf ?? []).map((each) => each.const)].some(
        (each) => typeof each !== valueTypeOf(type),
      ) &&
      "has options of another type",
  ];
  const found = problems.filter((problem) => typeof problem === "string");
  if (found.length > 0 || usual === undefined) return found;
  const problem = findValueProblem(given, usual);
  return problem === undefined
    ? []
    : [`has a default that is not valid: ${sentenceIn("en", problem)}`];
}

const LIMITS_OF_STRINGS = "format, pattern, minLength and maxLength are for strings";

function valueTypeOf(type: FieldSchema["type"]): string {
  return type === "integer" ? "number" : type;
}
