// What the three SendTask operations share: the token's way into the engine, and what its refusal means.

import { BugError, unreachable } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Engine, TaskAnswerByToken } from "../../engine/engine.ts";
import { ApiError } from "../api-error.ts";
import type { Caller } from "../operation.ts";

export interface AnswerTaskDeps {
  readonly engine: Pick<Engine, "answerTask" | "inspectToken">;
  /** Whether a task is answered by the people who are asked, and not with its token. */
  readonly isAskedOfPeople: (token: string) => Promise<boolean>;
  /** Whether whoever may call may do it all the same. */
  readonly allowsTokenOverride: boolean;
}

/** @throws ApiError `AccessDeniedException`, `InvalidToken`, `TaskDoesNotExist`, `TaskTimedOut` */
export async function answerTask(
  { allowsTokenOverride, engine, isAskedOfPeople }: AnswerTaskDeps,
  caller: Caller,
  { taskToken, answer }: { readonly taskToken: string; readonly answer: TaskAnswerByToken },
): Promise<JsonObject> {
  const isForAnybody = answer.kind === "heartbeat" || allowsTokenOverride;
  const why = allowsTokenOverride ? reasonOf(caller, answer) : undefined;
  const closing = { via: "api", by: caller.name, ...(why !== undefined && { comment: why }) };
  const outcome = await engine.answerTask(taskToken, answer, {
    closing,
    ...(!isForAnybody && { isAskedOfPeople: () => isAskedOfPeople(taskToken) }),
  });
  switch (outcome) {
    case "applied":
      return {};
    case "invalid":
      throw invalidToken();
    case "unknown":
      throw new ApiError("TaskDoesNotExist", "Task does not exist");
    case "timedOut":
      throw new ApiError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    case "forPeople":
      throw askedOfPeople(caller, answer);
    case "refused":
      throw new BugError("an answer without conditions cannot be refused");
    default:
      return unreachable(outcome);
  }
}

function reasonOf({ overrideReason }: Caller, answer: TaskAnswerByToken): string | undefined {
  return overrideReason ?? (answer.kind === "failed" ? answer.cause : undefined);
}

function askedOfPeople({ name }: Caller, { kind }: TaskAnswerByToken): ApiError {
  const action = kind === "succeeded" ? "SendTaskSuccess" : "SendTaskFailure";
  return new ApiError("AccessDeniedException", deniedMessage(name, action));
}

/** In the words of AWS, and why. */
export function deniedMessage(caller: string, action: string): string {
  return (
    `User: ${caller} is not authorized to perform: states:${action} because the task waits for the ` +
    "decision of the people who are asked"
  );
}

export function invalidToken(): ApiError {
  return new ApiError("InvalidToken", "Invalid Token: 'Invalid token'");
}
