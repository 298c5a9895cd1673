// The answer of TestState: payloads as JSON text, and as much of the way as was asked for.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html

import type { Json, JsonObject } from "../../base/json.ts";
import type { StateTestResult } from "../../execution/test-state.ts";

interface Asked {
  readonly input?: string;
  readonly inspectionLevel?: "INFO" | "DEBUG" | "TRACE";
  readonly mock?: { readonly result?: string };
}

/** What is a number in the answer; everything else is JSON text. */
const NUMBERS: ReadonlySet<string> = new Set([
  "maxConcurrency",
  "toleratedFailureCount",
  "toleratedFailurePercentage",
]);

export function renderStateTest(result: StateTestResult, asked: Asked): JsonObject {
  const { status, output, error, cause, nextState } = result;
  const write = writerOf(asked.mock?.result);
  return {
    status,
    ...(output !== undefined && { output: write(output) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(nextState !== undefined && { nextState }),
    ...((asked.inspectionLevel ?? "INFO") !== "INFO" && {
      inspectionData: renderInspection(result, asked.input ?? "{}", write),
    }),
  };
}

function renderInspection(
  { steps, variables, handledBy }: StateTestResult,
  input: string,
  write: (text: string) => string,
): JsonObject {
  const entries = Object.entries(steps).map(([step, value]): [string, Json] => [
    step,
    NUMBERS.has(step) ? value : write(JSON.stringify(value)),
  ]);
  const hasVariables = Object.keys(variables).length > 0;
  return {
    input,
    ...Object.fromEntries(entries),
    ...(hasVariables && { variables: JSON.stringify(variables) }),
    ...(handledBy && { errorDetails: { ...handledBy } }),
  };
}

/** AWS: a mocked result that nothing was done to keeps the blanks that it was written with. */
function writerOf(mocked: string | undefined): (text: string) => string {
  if (mocked === undefined) return (text) => text;
  const compact = JSON.stringify(JSON.parse(mocked));
  return (text) => (text === compact ? mocked : text);
}
