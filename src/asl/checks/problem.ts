import type { Diagnostic } from "../diagnostic.ts";

/** A diagnostic of the commonest kind. */
export function problem(location: string, message: string): Diagnostic {
  return { severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message, location };
}
