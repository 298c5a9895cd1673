// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html

import type { JsonObject } from "../../base/json.ts";
import type { Caller } from "../operation.ts";
import { type AnswerTaskDeps, answerTask } from "./answer-task.ts";

export interface SendTaskFailureInput {
  readonly taskToken: string;
  readonly error?: string;
  readonly cause?: string;
}

export async function sendTaskFailure(
  deps: AnswerTaskDeps,
  { taskToken, error, cause }: SendTaskFailureInput,
  caller: Caller,
): Promise<JsonObject> {
  return answerTask(deps, caller, {
    taskToken,
    answer: {
      kind: "failed",
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    },
  });
}
