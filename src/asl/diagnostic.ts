/**
 * One problem of a definition, in the shape of AWS's ValidateStateMachineDefinition.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
 */
export interface Diagnostic {
  readonly severity: "ERROR" | "WARNING";
  /** `SCHEMA_VALIDATION_FAILED`, `INVALID_JSON_DESCRIPTION`, … */
  readonly code: string;
  readonly message: string;
  /** A JSON-pointer-like path (`/States/Review/Next`); absent when the text as a whole is meant. */
  readonly location?: string;
}
