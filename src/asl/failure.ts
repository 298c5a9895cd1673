/** How a state fails: data for Retry and Catch, never a JavaScript exception. */
export interface Failure {
  readonly error: string;
  /** Absent where AWS records none. */
  readonly cause?: string;
}

/**
 * What evaluating an expression on data throws, and only `asl/` throws it: the one place in
 * `execution/` that evaluates turns it into a {@link Failure}. `States.Runtime` causes get their
 * prefix (`An error occurred while executing the state …`) there, since only it knows the state.
 */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}
