import type { Diagnostic } from "../diagnostic.ts";

/** An error; without a code, of the commonest kind. */
export function problem(
  location: string,
  message: string,
  code = "SCHEMA_VALIDATION_FAILED",
): Diagnostic {
  return { severity: "ERROR", code, message, location };
}
