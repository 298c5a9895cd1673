// The engine put together, and the tokens at its door.

import type { ArnScope } from "../base/arn.ts";
import type { Clock } from "../base/instant.ts";
import type { Happening } from "../execution/event.ts";
import { mintTaskToken, readTaskToken, type TaskReference } from "../execution/task-token.ts";
import type { Store } from "../store/store.ts";
import type { TaskClosedListener } from "./burst-changes.ts";
import type { Commit } from "./commit-queue.ts";
import { deliverEvent } from "./deliver-event.ts";
import type { Engine, TaskAnswerByToken, TokenInspection } from "./engine.ts";
import type { EngineObserver, EngineParts } from "./engine-parts.ts";
import type { HistoryListener } from "./execution-log.ts";
import { openMapRun } from "./open-map-run.ts";
import { createOrigins } from "./origins.ts";
import { createRevisions } from "./revisions.ts";
import { isAskedFor, runnerOf } from "./runner-of.ts";
import { startExecution } from "./start-execution.ts";
import type { TaskRunners } from "./task-runner.ts";
import { createTurns } from "./turns.ts";

export interface EngineOptions {
  readonly store: Store;
  readonly commit: Commit;
  readonly scope: ArnScope;
  readonly clock: Clock;
  readonly runners: TaskRunners;
  /** Signs task tokens. */
  readonly tokenSecret: Uint8Array;
  /** As many events may the history of an execution have. */
  readonly historyEventsMax?: number;
  readonly taskClosed?: TaskClosedListener;
  readonly observer?: EngineObserver;
  readonly historyCommitted?: HistoryListener;
  /** Awaited between the evaluations of a long step. */
  readonly rest?: () => Promise<void> | undefined;
  /** Waits a moment for the answer of a task's resource, where that is being called. */
  readonly resourceAnswered?: (task: TaskReference) => Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const { store, scope, tokenSecret, runners, historyEventsMax } = options;
  const parts: EngineParts = {
    store,
    scope,
    commit: options.commit,
    clock: options.clock,
    observer: options.observer,
    historyCommitted: options.historyCommitted,
    taskClosed: options.taskClosed ?? (() => []),
    revisions: createRevisions(store, {
      region: scope.region,
      ...(historyEventsMax !== undefined && { historyEventsMax }),
      ...(options.rest && { rest: options.rest }),
      mintTaskToken: (reference) => mintTaskToken(tokenSecret, reference),
    }),
    origins: createOrigins(),
    atomicRunner: (resource) => {
      if (isAskedFor(resource)) return undefined;
      const runner = runnerOf(runners, resource);
      return runner.isAtomic ? runner : undefined;
    },
  };
  const takeTurn = createTurns();

  const deliver: Engine["deliver"] = (executionId, happening, extra = {}) =>
    takeTurn(executionId, () => deliverEvent(parts, executionId, happening, extra));

  return {
    startExecution: (request) => startExecution(parts, request),
    deliver,
    async answerTask(token, answer, extra) {
      const reference = readTaskToken(tokenSecret, token);
      if (!reference) return "invalid";
      // Whoever got the token may be quicker than the word that they did.
      if (answer.kind !== "heartbeat") await options.resourceAnswered?.(reference);
      const happening = happeningOf(reference.task, answer);
      const outcome = await deliver(reference.executionId, happening, extra);
      if (outcome === "unknownExecution") return "unknown";
      return outcome === "stale" ? "timedOut" : outcome;
    },
    openMapRun: (mapRun) => openMapRun(parts, mapRun),
    inspectToken: (token) => inspectToken(store, tokenSecret, token),
  };
}

function happeningOf(task: number, answer: TaskAnswerByToken): Happening {
  switch (answer.kind) {
    case "heartbeat":
      return { kind: "taskHeartbeat", task };
    case "succeeded":
      return { kind: "taskSucceeded", task, output: answer.output };
    case "failed":
      return { ...answer, kind: "taskFailed", task };
  }
}

async function inspectToken(
  store: Pick<Store, "findExecution" | "findTask">,
  secret: Uint8Array,
  token: string,
): Promise<TokenInspection> {
  const reference = readTaskToken(secret, token);
  if (!reference) return { kind: "invalid" };
  const { executionId, task } = reference;
  const [execution, record] = await Promise.all([
    store.findExecution(executionId),
    store.findTask(executionId, task),
  ]);
  if (!execution) return { kind: "unknown" };
  const isOpen = record !== undefined && record.status !== "closed";
  return {
    kind: isOpen ? "open" : "closed",
    execution,
    task,
    stateName: record?.stateName ?? "",
    subject: record?.subject ?? null,
    createdAt: record?.createdAt ?? execution.startedAt,
    closedAt: record?.closedAt ?? null,
    closing: record?.closing ?? null,
  };
}
