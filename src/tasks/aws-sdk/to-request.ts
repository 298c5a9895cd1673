// From the JSON of a Task state to what a client of the AWS SDK takes. The client's own schema of the
// operation says what each member is. As on AWS, members are written in PascalCase whatever the API calls
// them, and JSON is turned into text where the API wants text.
// https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html

import type { NormalizedSchema } from "@smithy/core/schema";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";

export interface ToRequestOptions {
  /** Given where the API offers idempotency and the parameters do not. */
  readonly idempotencyToken: string;
  /** How binary values are written; text stands for its UTF-8. */
  readonly blobs: "text" | "base64";
}

export interface Request {
  readonly input: Record<string, unknown>;
  /** What cannot be used, in AWS's words. */
  readonly problems: readonly string[];
}

export function toRequest(
  schema: NormalizedSchema,
  parameters: JsonObject,
  options: ToRequestOptions,
): Request {
  const problems: string[] = [];
  const input = toStructure(schema, parameters, { problems, blobs: options.blobs });
  for (const [name, member] of schema.structIterator()) {
    if (member.isIdempotencyToken()) input[name] ??= options.idempotencyToken;
  }
  return { input, problems };
}

interface Conversion {
  readonly problems: string[];
  readonly blobs: ToRequestOptions["blobs"];
}

function toStructure(
  schema: NormalizedSchema,
  value: JsonObject,
  conversion: Conversion,
): Record<string, unknown> {
  const members = new Map(
    [...schema.structIterator()].map((each) => [each[0].toLowerCase(), each]),
  );
  const structure: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const [known, memberSchema] = members.get(name.toLowerCase()) ?? [];
    if (known === undefined || memberSchema === undefined) {
      conversion.problems.push(`The field '${name}' is not supported by Step Functions`);
    } else if (member !== null) {
      structure[known] = toMember(memberSchema, member, name, conversion);
    }
  }
  return structure;
}

function toMember(
  schema: NormalizedSchema,
  value: Json,
  name: string,
  conversion: Conversion,
): unknown {
  const each = (item: Json) => toMember(schema.getValueSchema(), item, name, conversion);
  if (schema.isDocumentSchema()) return value;
  if (schema.isStructSchema() && isJsonObject(value)) return toStructure(schema, value, conversion);
  if (schema.isListSchema() && isJsonArray(value)) return value.map(each);
  if (schema.isMapSchema() && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item)]));
  }
  const scalar = toScalar(schema, value, conversion);
  if (scalar === undefined) {
    conversion.problems.push(`The value of the field '${name}' has an invalid format`);
  }
  return scalar;
}

/** `undefined` for a value that cannot be meant. */
function toScalar(schema: NormalizedSchema, value: Json, { blobs }: Conversion): unknown {
  if (schema.isBlobSchema()) return Buffer.from(textOf(value), blobs === "text" ? "utf8" : blobs);
  if (schema.isStringSchema()) return textOf(value);
  if (schema.isTimestampSchema()) return toDate(value);
  if (schema.isBooleanSchema()) return toBoolean(value);
  return schema.isNumericSchema() ? toNumber(value) : undefined;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function toDate(value: Json): Date | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function toBoolean(value: Json): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" || value === "false" ? value === "true" : undefined;
}

function toNumber(value: Json): number | undefined {
  if (typeof value === "number") return value;
  const isNumber =
    typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
  return isNumber ? Number(value) : undefined;
}
