// What the three SendTask operations share: the token's way into the engine, and what its refusal means.

import { BugError, unreachable } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Engine, TaskAnswerByToken } from "../../engine/engine.ts";
import { ApiError } from "../api-error.ts";
import type { Caller } from "../operation.ts";

export interface AnswerTaskDeps {
  readonly engine: Pick<Engine, "answerTask" | "inspectToken">;
}

/** @throws ApiError `InvalidToken`, `TaskDoesNotExist`, `TaskTimedOut` */
export async function answerTask(
  { engine }: AnswerTaskDeps,
  caller: Caller,
  { taskToken, answer }: { readonly taskToken: string; readonly answer: TaskAnswerByToken },
): Promise<JsonObject> {
  const closing = { via: "api", by: caller.name };
  const outcome = await engine.answerTask(taskToken, answer, { closing });
  switch (outcome) {
    case "applied":
      return {};
    case "invalid":
      throw invalidToken();
    case "unknown":
      throw new ApiError("TaskDoesNotExist", "Task does not exist");
    case "timedOut":
      throw new ApiError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    case "refused":
      throw new BugError("an answer without conditions cannot be refused");
    default:
      return unreachable(outcome);
  }
}

export function invalidToken(): ApiError {
  return new ApiError("InvalidToken", "Invalid Token: 'Invalid token'");
}
