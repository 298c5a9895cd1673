// Operators' pages: executions, and `/`, which leads there.

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ArnScope } from "../base/arn.ts";
import type { Clock } from "../base/instant.ts";
import { arnOfExecution } from "../engine/execution-record.ts";
import type { ExecutionStatus } from "../execution/state.ts";
import type { Store } from "../store/store.ts";
import { type PageAnswer, parameterOf, queryOf, sendPage } from "./http/answers.ts";
import { type OperatorAccess, requireRole } from "./http/operator-access.ts";
import { listWaiting } from "./list-waiting.ts";
import { renderExecutionPage } from "./pages/execution-page.ts";
import { EXECUTION_STATUSES, renderExecutionsPage } from "./pages/executions-page.ts";
import { renderMessagePage } from "./pages/message-page.ts";

export interface OperatorRoutesDeps extends OperatorAccess {
  readonly store: Pick<
    Store,
    | "findExecution"
    | "findProgress"
    | "listExecutions"
    | "listStateMachines"
    | "listWaiting"
    | "readHistory"
  >;
  readonly scope: ArnScope;
  readonly clock: Clock;
}

const PAGE_SIZE = 50;
const HISTORY_EVENTS_MAX = 1_000;
/** More are reached by typing the address. */
const STATE_MACHINES_MAX = 200;

export function registerOperatorRoutes(app: FastifyInstance, deps: OperatorRoutesDeps): void {
  app.register(async (scope) => {
    requireRole(scope, deps, "viewer");
    const page = (
      url: string,
      show: (deps: OperatorRoutesDeps, request: FastifyRequest) => Promise<PageAnswer>,
    ) => scope.get(url, async (request, reply) => sendPage(reply, await show(deps, request)));

    // Relative, so that it works below the path prefix of a proxy.
    scope.get("/", async (_request, reply) => reply.redirect("executions"));
    page("/executions", showExecutions);
    page("/executions/:id", showExecution);
  });
}

async function showExecutions(
  { clock, store }: OperatorRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const query = queryOf(request);
  const status = statusOf(query.get("status"));
  const stateMachineName = query.get("machine") || undefined;
  const after = query.get("after") || undefined;
  const filter = {
    ...(status === undefined ? {} : { status }),
    // Map Runs have their own by the thousand; those are found by the name of their machine.
    ...(stateMachineName === undefined ? { isChild: false } : { stateMachineName }),
  };
  const [found, machines] = await Promise.all([
    store.listExecutions(filter, {
      limit: PAGE_SIZE + 1,
      ...(after === undefined ? {} : { after }),
    }),
    store.listStateMachines({ limit: STATE_MACHINES_MAX }),
  ]);
  const executions = found.slice(0, PAGE_SIZE);
  const names = new Set(machines.map(({ name }) => name));
  if (stateMachineName !== undefined) names.add(stateMachineName);
  const page = renderExecutionsPage({
    executions,
    status,
    stateMachineName,
    stateMachineNames: [...names],
    isFirst: after === undefined,
    next: found.length > PAGE_SIZE ? executions.at(-1)?.id : undefined,
    now: clock(),
  });
  return { status: 200, page };
}

function statusOf(text: string | null): ExecutionStatus | undefined {
  return EXECUTION_STATUSES.find((status) => status === text);
}

async function showExecution(
  { clock, scope, store }: OperatorRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const execution = await store.findExecution(parameterOf(request, "id"));
  if (!execution) return notFound("There is no such execution.");
  const [chunks, [last], found, waiting] = await Promise.all([
    store.readHistory(execution.id, { isReverse: false, limit: HISTORY_EVENTS_MAX }),
    store.readHistory(execution.id, { isReverse: true, limit: 1 }),
    store.findProgress(execution.id),
    listWaiting(store, { filter: { executionId: execution.id }, limit: PAGE_SIZE }),
  ]);
  const page = renderExecutionPage({
    execution,
    executionArn: arnOfExecution(scope, execution),
    history: chunks.flatMap(({ events }) => events),
    lastEventId: last?.lastEventId ?? 0,
    progress: found?.progress,
    waiting: waiting.items,
    now: clock(),
  });
  return { status: 200, page };
}

function notFound(lead: string): PageAnswer {
  return {
    status: 404,
    page: renderMessagePage({ title: "Not found", tone: "warn", lead }),
  };
}
