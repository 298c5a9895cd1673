// `/api/tasks`: what waits for somebody, and a way to answer it. A task is named by its approval's id, or
// by `executionId.task` where it has none.

import type { FastifyInstance } from "fastify";
import type { DecideOutcome, DecideRequest } from "../approvals/decide.ts";
import { decisionOf } from "../approvals/stored-approval.ts";
import { ApiError } from "../aws/api-error.ts";
import { findJsonProblem } from "../aws/step-functions/find-json-problem.ts";
import { unreachable } from "../base/assert.ts";
import type { Clock } from "../base/instant.ts";
import type { JsonObject } from "../base/json.ts";
import type { DeliveryOutcome, Engine } from "../engine/engine.ts";
import type { Happening } from "../execution/event.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { parameterOf, queryOf } from "./http/answers.ts";
import {
  type ApiAccess,
  type ApiRequest,
  checkNames,
  invalidRequest,
  readText,
  registerApiRoute,
} from "./http/api-access.ts";
import { findWaiting, listWaiting, type WaitingItem } from "./list-waiting.ts";

export interface TaskRoutesDeps extends ApiAccess {
  readonly store: Pick<
    Store,
    "findApproval" | "findApprovalByTask" | "findExecution" | "findTask" | "listWaitingTasks"
  >;
  readonly engine: Pick<Engine, "deliver">;
  readonly decide: (request: DecideRequest) => Promise<DecideOutcome>;
  readonly clock: Clock;
}

const PAGE_SIZE = 100;

export function registerTaskRoutes(app: FastifyInstance, deps: TaskRoutesDeps): void {
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/tasks",
    answer: async ({ request }) => {
      const after = queryOf(request).get("after") ?? undefined;
      const { items, next } = await listWaiting(deps.store, { after, limit: PAGE_SIZE });
      const now = deps.clock();
      return {
        tasks: items.map((item) => describe(item, now)),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
  registerApiRoute(app, deps, {
    method: "POST",
    url: "/api/tasks/:id/decision",
    answer: (request) => answerTask(deps, request),
  });
}

function describe({ approval, execution, task }: WaitingItem, now: number): object {
  return {
    id: approval?.id ?? `${task.executionId}.${task.task}`,
    kind: approval ? "approval" : "task",
    title: approval?.title ?? task.subject ?? task.stateName,
    approver: approval?.approver,
    approvalId: approval?.id,
    executionId: task.executionId,
    executionName: execution?.name,
    stateMachineName: task.stateMachineName,
    stateName: task.stateName,
    createdAt: new Date(task.createdAt).toISOString(),
    ageSeconds: Math.max(0, Math.floor((now - task.createdAt) / 1000)),
  };
}

async function answerTask(deps: TaskRoutesDeps, api: ApiRequest): Promise<object> {
  const { body, caller, request } = api;
  checkNames(body, ["choice", "comment", "channel", "output", "error", "cause"]);
  const found = await findWaiting(deps.store, parameterOf(request, "id"));
  if (found?.approval) return decideApproval(deps, found.approval, api);
  if (!found) throw new ApiError("TaskNotFound", "There is no such task", { status: 404 });
  if (body["choice"] !== undefined) {
    throw invalidRequest(
      "This task is no approval: answer it with an output (approve --output), or with an error " +
        "(decline --error)",
    );
  }
  const { executionId, task } = found.task;
  const happening = happeningOf(task, body);
  const closing = { via: channelOf(body), by: caller.name };
  return answerTo(await deps.engine.deliver(executionId, happening, { closing }));
}

async function decideApproval(
  deps: TaskRoutesDeps,
  approval: ApprovalRecord,
  { body, caller }: ApiRequest,
): Promise<object> {
  const choiceId = readText(body, "choice");
  if (choiceId === undefined) {
    throw invalidRequest("This task is an approval: answer it with a choice");
  }
  const outcome = await deps.decide({
    approvalId: approval.id,
    choiceId,
    comment: readText(body, "comment") ?? "",
    channel: channelOf(body),
    by: caller.name,
  });
  return outcomeOf(outcome);
}

function channelOf(body: JsonObject): "api" | "cli" {
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
    case "closed": {
      const message = `Nothing was recorded: the approval is ${outcome.approval.status}`;
      throw new ApiError("ApprovalClosed", message, { status: 409 });
    }
    case "notFound":
      throw new ApiError("TaskNotFound", "There is no such task", { status: 404 });
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
