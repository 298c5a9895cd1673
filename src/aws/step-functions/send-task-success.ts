// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html

import type { JsonObject } from "../../base/json.ts";
import { ApiError } from "../api-error.ts";
import type { Caller } from "../operation.ts";
import { type AnswerTaskDeps, answerTask, invalidToken } from "./answer-task.ts";
import { findJsonProblem } from "./find-json-problem.ts";

export interface SendTaskSuccessInput {
  readonly taskToken: string;
  /** JSON text. */
  readonly output: string;
}

export async function sendTaskSuccess(
  deps: AnswerTaskDeps,
  { taskToken, output }: SendTaskSuccessInput,
  caller: Caller,
): Promise<JsonObject> {
  const problem = findJsonProblem(output);
  if (problem !== undefined) {
    const { kind } = await deps.engine.inspectToken(taskToken);
    if (kind === "invalid") throw invalidToken();
    throw new ApiError("InvalidOutput", `Invalid Output: '${problem}'`);
  }
  return answerTask(deps, caller, { taskToken, answer: { kind: "succeeded", output } });
}
