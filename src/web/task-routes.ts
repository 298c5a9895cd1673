// `/api/tasks`: what waits for somebody, narrowed as one likes, and what can be done with it, one by one or
// many at once.

import type { FastifyInstance } from "fastify";
import { describeWaiting } from "../approvals/describe-approval.ts";
import { requestDigestOf } from "../approvals/request-digest.ts";
import type { Clock } from "../base/instant.ts";
import type { Store } from "../store/store.ts";
import { type ActOnTaskDeps, actOnTask, actOnTasks } from "./act-on-task.ts";
import { answerTask, channelOf } from "./answer-task.ts";
import { parameterOf, queryOf } from "./http/answers.ts";
import {
  type ApiAccess,
  type ApiRequest,
  invalidRequest,
  registerApiRoute,
} from "./http/api-access.ts";
import { listWaiting, type WaitingItem } from "./list-waiting.ts";
import { readWaitingFilter } from "./waiting-filter.ts";

export interface TaskRoutesDeps extends ApiAccess, ActOnTaskDeps {
  readonly store: ActOnTaskDeps["store"] & Pick<Store, "listWaiting">;
  readonly clock: Clock;
}

const PAGE_SIZE = 100;

export function registerTaskRoutes(app: FastifyInstance, deps: TaskRoutesDeps): void {
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/tasks",
    scope: "read",
    answer: ({ request }) => listTasks(deps, queryOf(request)),
  });
  registerApiRoute(app, deps, {
    method: "POST",
    url: "/api/tasks/:id/decision",
    scope: "decide",
    answer: (request) => answerTask(deps, callOf(request)),
  });
  registerApiRoute(app, deps, {
    method: "POST",
    url: "/api/tasks/:id/action",
    scope: "decide",
    answer: (request) => actOnTask(deps, callOf(request)),
  });
  registerApiRoute(app, deps, {
    method: "POST",
    url: "/api/tasks/bulk",
    scope: "decide",
    answer: (request) => actOnTasks(deps, callOf(request)),
  });
}

function callOf({ body, caller, proof, request }: ApiRequest) {
  return { body, caller, proof, channel: channelOf(body), id: parameterOf(request, "id") };
}

async function listTasks(deps: TaskRoutesDeps, query: URLSearchParams): Promise<object> {
  const now = deps.clock();
  const { filter, problem } = readWaitingFilter(query, now);
  if (problem !== undefined) throw invalidRequest(problem);
  const after = query.get("after") ?? undefined;
  const { items, next } = await listWaiting(deps.store, { filter, after, limit: PAGE_SIZE });
  return {
    tasks: items.map((item) => describe(item, now)),
    ...(next === undefined ? {} : { next }),
  };
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
    ...(approval && { ...describeWaiting(approval), digest: requestDigestOf(approval) }),
  };
}
