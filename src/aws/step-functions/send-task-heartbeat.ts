// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html

import type { JsonObject } from "../../base/json.ts";
import type { Caller } from "../operation.ts";
import { type AnswerTaskDeps, answerTask } from "./answer-task.ts";

export async function sendTaskHeartbeat(
  deps: AnswerTaskDeps,
  { taskToken }: { readonly taskToken: string },
  caller: Caller,
): Promise<JsonObject> {
  return answerTask(deps, caller, { taskToken, answer: { kind: "heartbeat" } });
}
