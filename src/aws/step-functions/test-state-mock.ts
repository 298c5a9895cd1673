// What stands in for the resource of a Task state, or for the lines of a Parallel or Map.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html

import type { State } from "../../asl/definition.ts";
import { parseResource } from "../../asl/resource.ts";
import type { Instant } from "../../base/instant.ts";
import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import type { TestedTaskAnswer } from "../../execution/test-state.ts";
import { ApiError } from "../api-error.ts";
import { findJsonProblem } from "./find-json-problem.ts";
import { findOutputSchema } from "./test-state-models.ts";
import { findSchemaProblem } from "./test-state-schema.ts";

export interface MockInput {
  /** JSON text. */
  readonly result?: string;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  /** @default STRICT */
  readonly fieldValidationMode?: "STRICT" | "PRESENT" | "NONE";
}

/**
 * Whether the state may be tested like this.
 * @throws ApiError `ValidationException`, `InvalidDefinition`
 */
export function checkTestable(
  state: State,
  given: { readonly mock?: MockInput; readonly roleArn?: string; readonly context?: string },
): void {
  const { Type: type } = state;
  const isFork = type === "Parallel" || type === "Map";
  if (given.mock) {
    if (isFork || type === "Task") return;
    throw invalid(`State type '${type}' is not supported when a mock is specified`);
  }
  if (isFork) {
    throw new ApiError(
      "InvalidDefinition",
      "TestState API does not support Map or Parallel states. Supported state types include: " +
        "[Task, Wait, Pass, Succeed, Fail, Choice]",
    );
  }
  if (given.context !== undefined) {
    throw invalid("Context can only be specified when a mock is specified");
  }
  if (type !== "Task") return;
  const pattern = findAsynchronousPattern(state.Resource);
  if (pattern !== undefined) {
    throw new ApiError(
      "InvalidDefinition",
      `TestState API does not support ${pattern} unless a mock is specified`,
    );
  }
  if (given.roleArn === undefined) {
    throw invalid("RoleArn must be specified when testing a Task state");
  }
}

/** What ends by somebody else's doing and not by the answer of a call. */
function findAsynchronousPattern(resource: string): string | undefined {
  const parsed = parseResource(resource);
  if (parsed?.kind === "activity") return "Activity tasks";
  if (parsed?.kind !== "integration" || parsed.pattern === "requestResponse") return undefined;
  return `.${parsed.pattern} service integrations`;
}

/** @throws ApiError `ValidationException` */
export async function checkMock(state: State, mock: MockInput): Promise<void> {
  const { result, errorOutput } = mock;
  if ((result === undefined) === (errorOutput === undefined)) {
    throw invalid(
      "A test mock should have only one of the following fields: [result, errorOutput].",
    );
  }
  if (errorOutput && errorOutput.error === undefined) {
    throw invalid("The error field must be specified in a mocked errorOutput.");
  }
  if (result === undefined) return;
  if (findJsonProblem(result) !== undefined) throw invalid("Mocked result must be valid JSON");
  const problem = await findResultProblem(state, JSON.parse(result) as Json, mock);
  if (problem !== undefined) throw invalid(problem);
}

async function findResultProblem(
  state: State,
  result: Json,
  { fieldValidationMode = "STRICT" }: MockInput,
): Promise<string | undefined> {
  if (state.Type === "Map" && state.ResultWriter) {
    return isJsonObject(result) ? undefined : "Mocked result must be a JSON object.";
  }
  if (state.Type === "Map" || state.Type === "Parallel") {
    return isJsonArray(result) ? undefined : "Mocked result must be an array.";
  }
  if (state.Type !== "Task" || fieldValidationMode === "NONE") return undefined;
  const schema = await findOutputSchema(state.Resource);
  if (!schema) return undefined;
  const problem = findSchemaProblem(schema, result, {
    needsRequired: fieldValidationMode === "STRICT",
  });
  return problem && `Mock result schema validation error: ${problem}`;
}

export function answerFromMock(mock: MockInput, at: Instant): TestedTaskAnswer {
  const { result, errorOutput } = mock;
  if (result !== undefined) return { kind: "succeeded", output: result, at };
  return { ...errorOutput, kind: "failed", at };
}

function invalid(message: string): ApiError {
  return new ApiError("ValidationException", message);
}
