// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html

import { parseDefinition } from "../../asl/parse-definition.ts";
import type { JsonObject } from "../../base/json.ts";

export interface ValidateStateMachineDefinitionInput {
  readonly definition: string;
  readonly type?: "STANDARD" | "EXPRESS";
  /** The least severe diagnostics wanted. @default ERROR */
  readonly severity?: "ERROR" | "WARNING";
  readonly maxResults?: number;
}

const DIAGNOSTICS_MAX = 100;

export async function validateStateMachineDefinition(
  _deps: object,
  input: ValidateStateMachineDefinitionInput,
): Promise<JsonObject> {
  const { diagnostics } = parseDefinition(input.definition, input.type);
  const isValid = diagnostics.every(({ severity }) => severity !== "ERROR");
  const wanted = diagnostics.filter(
    ({ severity }) => severity === "ERROR" || input.severity === "WARNING",
  );
  const limit = input.maxResults || DIAGNOSTICS_MAX;
  return {
    result: isValid ? "OK" : "FAIL",
    diagnostics: wanted.slice(0, limit).map((diagnostic) => ({ ...diagnostic })),
    truncated: wanted.length > limit,
  };
}
