// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html

import { checkApprovals } from "../../asl/check-approvals.ts";
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
  const { definition, diagnostics } = parseDefinition(input.definition, input.type);
  const errors = diagnostics.filter(({ severity }) => severity === "ERROR");
  // AWS asks callers to expect new diagnostics; those beyond its own come only to who wants warnings.
  const wanted =
    input.severity === "WARNING"
      ? [...diagnostics, ...(definition ? checkApprovals(definition) : [])]
      : errors;
  const limit = input.maxResults || DIAGNOSTICS_MAX;
  return {
    result: errors.length === 0 ? "OK" : "FAIL",
    diagnostics: wanted.slice(0, limit).map((diagnostic) => ({ ...diagnostic })),
    truncated: wanted.length > limit,
  };
}
