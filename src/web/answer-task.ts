// Answers to what waits: a choice to an approval, an output or an error to a task that has a token alone. A
// task is named by its approval's id, or by `executionId.task` where it has none.

import type { DecideOutcome, DecideRequest } from "../approvals/decide.ts";
import type { FieldSource } from "../approvals/form.ts";
import { decisionOf } from "../approvals/stored-approval.ts";
import { ApiError } from "../aws/api-error.ts";
import { findJsonProblem } from "../aws/step-functions/find-json-problem.ts";
import { unreachable } from "../base/assert.ts";
import { isJsonObject, type JsonObject } from "../base/json.ts";
import type { DeliveryOutcome, Engine } from "../engine/engine.ts";
import type { Happening } from "../execution/event.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { type ApiRequest, checkNames, invalidRequest, readText } from "./http/api-access.ts";
import { findWaiting } from "./list-waiting.ts";

export interface AnswerTaskDeps {
  readonly store: Pick<Store, "findApproval" | "findApprovalByTask" | "findExecution" | "findTask">;
  readonly engine: Pick<Engine, "deliver">;
  readonly decide: (request: DecideRequest) => Promise<DecideOutcome>;
}

/** A call that is about a task. */
export type TaskCall = Pick<ApiRequest, "body" | "caller" | "proof"> & {
  readonly id: string;
  readonly channel: "api" | "cli" | "page";
};

/** @throws ApiError */
export async function answerTask(deps: AnswerTaskDeps, call: TaskCall): Promise<object> {
  const { body, caller, channel, id } = call;
  const ofChoice = ["choice", "comment", "values", "changes", "digest"];
  checkNames(body, [...ofChoice, "channel", "output", "error", "cause"]);
  const found = await findWaiting(deps.store, id);
  if (found?.approval) return decideApproval(deps, found.approval, call);
  if (!found) throw noSuchTask();
  if (body["choice"] !== undefined) {
    throw invalidRequest(
      "This task is no approval: answer it with an output (approve --output), or with an error " +
        "(decline --error)",
    );
  }
  const { executionId, task } = found.task;
  const happening = happeningOf(task, body);
  const closing = { via: channel, by: caller.name };
  return answerTo(await deps.engine.deliver(executionId, happening, { closing }));
}

async function decideApproval(
  deps: AnswerTaskDeps,
  approval: ApprovalRecord,
  { body, caller, channel, proof }: TaskCall,
): Promise<object> {
  const choiceId = readText(body, "choice");
  if (choiceId === undefined) {
    throw invalidRequest("This task is an approval: answer it with a choice");
  }
  const outcome = await deps.decide({
    approvalId: approval.id,
    choiceId,
    comment: readText(body, "comment") ?? "",
    values: readMembers(body, "values"),
    changes: readMembers(body, "changes"),
    digest: readText(body, "digest"),
    channel,
    by: caller.name,
    proof,
  });
  return outcomeOf(outcome);
}

/** @throws ApiError */
function readMembers(body: JsonObject, name: string): FieldSource | undefined {
  const members = body[name];
  if (members === undefined || members === null) return undefined;
  if (isJsonObject(members)) return { members };
  throw invalidRequest(`"${name}" must be an object`);
}

/** How a program says that it is the command line. @throws ApiError */
export function channelOf(body: JsonObject): "api" | "cli" {
  const channel = readText(body, "channel") ?? "api";
  if (channel === "api" || channel === "cli") return channel;
  throw invalidRequest('"channel" must be "api" or "cli"');
}

function happeningOf(task: number, body: JsonObject): Happening {
  if (body["output"] !== undefined) {
    const output = JSON.stringify(body["output"]);
    const problem = findJsonProblem(output);
    if (problem !== undefined) throw invalidRequest(`"output" is not usable: ${problem}`);
    return { kind: "taskSucceeded", task, output };
  }
  const error = readText(body, "error");
  const cause = readText(body, "cause");
  if (error === undefined && cause === undefined) {
    throw invalidRequest('Answer the task with "output", or with "error" and "cause"');
  }
  if ((error?.length ?? 0) > 256) throw invalidRequest('"error" has at most 256 characters');
  if ((cause?.length ?? 0) > 32_768) throw invalidRequest('"cause" has at most 32768 characters');
  return {
    kind: "taskFailed",
    task,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

export function noSuchTask(): ApiError {
  return new ApiError("TaskNotFound", "There is no such task", { status: 404 });
}

function answerTo(outcome: DeliveryOutcome): object {
  if (outcome === "applied") return { outcome: "recorded", message: "Recorded." };
  throw new ApiError("TaskClosed", "The task is over: nothing was recorded", { status: 409 });
}

function outcomeOf(outcome: DecideOutcome): object {
  switch (outcome.kind) {
    case "recorded":
      return recorded("recorded", "Recorded", outcome.approval);
    case "counted":
      return { outcome: "counted", message: "Recorded; others are still to decide." };
    case "notAllowed":
      throw new ApiError("NotAllowed", outcome.message, { status: 403 });
    case "alreadyRecorded":
      return recorded("alreadyRecorded", "Already recorded", outcome.approval);
    case "conflict": {
      const message = `Nothing was recorded: ${historyOf(outcome.approval)}`;
      throw new ApiError("AlreadyDecided", message, { status: 409 });
    }
    case "changed": {
      const message = "Nothing was recorded: the request has changed since it was looked at";
      throw new ApiError("RequestChanged", message, { status: 409 });
    }
    case "closed": {
      const message = `Nothing was recorded: the approval is ${outcome.approval.status}`;
      throw new ApiError("ApprovalClosed", message, { status: 409 });
    }
    case "notFound":
      throw noSuchTask();
    case "invalid":
      throw invalidRequest(outcome.message);
    default:
      return unreachable(outcome);
  }
}

function recorded(kind: string, word: string, approval: ApprovalRecord): object {
  const decision = decisionOf(approval);
  return { outcome: kind, message: `${word}: ${decision?.choice?.label ?? ""}.`, decision };
}

function historyOf(approval: ApprovalRecord): string {
  const decision = decisionOf(approval);
  if (!decision) return "it is not decided";
  const what = decision.choice ? `“${decision.choice.label}” was chosen` : "it was answered";
  return `${what} by ${decision.by ?? "somebody"} at ${new Date(decision.at).toISOString()}`;
}
