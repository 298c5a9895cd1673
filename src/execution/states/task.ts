// A Task state: an attempt schedules a task, then the task's own events decide. Retry starts another
// attempt under another number, so that nothing said about the first can end the second.

import { applyResultPath, evaluateTemplate } from "../../asl/data-flow.ts";
import type { TaskState } from "../../asl/definition.ts";
import { parseResource, type Resource } from "../../asl/resource.ts";
import { assert, BugError, defined } from "../../base/assert.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import { clearTimer, closeTask, failureDetails, setTimer, textOf } from "../draft.ts";
import type { ExecutionEvent } from "../event.ts";
import { finishByJsonata, finishByPaths } from "../finish.ts";
import { dataLimitExceeded, isUnpassable } from "../size-limit.ts";
import type { WaitingForTask } from "../state.ts";
import { isJsonata, type Outcome, recordIn, scopeOf, type Visit } from "../visit.ts";
import { evaluateRequest, type TaskRequest } from "./task-request.ts";

type TaskVisit = Visit<TaskState>;

/** The events a waiting task listens to. A heartbeat is settled before it gets here. */
export type TaskEvent = Extract<
  ExecutionEvent,
  { readonly kind: "taskSubmitted" | "taskSucceeded" | "taskFailed" | "timerFired" }
>;

export async function enterTask(visit: TaskVisit): Promise<Outcome> {
  const { draft, state } = visit;
  const resource = defined(parseResource(state.Resource), "the resource of a checked Task state");
  const task = draft.lastTask + 1;
  const isByToken = resource.kind === "integration" && resource.pattern === "waitForTaskToken";
  const token = isByToken
    ? draft.machine.mintTaskToken({ executionId: draft.origin.executionId, task })
    : undefined;
  const request = await evaluateRequest(visit, token);
  const text = textOf(draft, request.parameters);
  if (isUnpassable(text)) {
    return { kind: "failed", failure: dataLimitExceeded(visit.frame.stateName) };
  }

  draft.lastTask = task;
  recordIn(visit, "TaskScheduled", {
    taskScheduledEventDetails: scheduledDetails(visit, resource, request, text),
  });
  recordIn(visit, "TaskStarted", { taskStartedEventDetails: resourceDetails(resource) });
  draft.effects.push({
    kind: "scheduleTask",
    task,
    stateName: visit.frame.stateName,
    resource: state.Resource,
    parameters: request.parameters,
    ...(token !== undefined && { token }),
    ...(request.timeoutSeconds !== undefined && {
      timeoutAt: draft.at + request.timeoutSeconds * 1000,
    }),
  });
  return {
    kind: "waiting",
    waitingFor: { kind: "task", task, isByToken, isSubmitted: false, ...timersOf(visit, request) },
  };
}

export async function resumeTask(visit: TaskVisit, event: TaskEvent): Promise<Outcome> {
  const waiting = visit.frame.waitingFor;
  assert(waiting?.kind === "task", "a Task state resumes from its task");
  const resource = defined(parseResource(visit.state.Resource), "the resource of a Task state");
  switch (event.kind) {
    case "taskSubmitted":
      return submitted(visit, waiting, resource, event.output);
    case "taskSucceeded":
      settle(visit, waiting, "succeeded");
      return succeeded(visit, resource, event.output);
    case "taskFailed":
      settle(visit, waiting, "failed");
      recordIn(visit, "TaskFailed", {
        taskFailedEventDetails: { ...resourceDetails(resource), ...failureDetails(event) },
      });
      return { kind: "failed", failure: failureDetails(event) };
    case "timerFired":
      settle(visit, waiting, "timedOut");
      return timedOut(visit, resource, event.timer === waiting.heartbeat?.timer);
  }
}

function timersOf(
  visit: TaskVisit,
  request: TaskRequest,
): Pick<WaitingForTask, "timeoutTimer" | "heartbeat"> {
  const { draft } = visit;
  const { timeoutSeconds, heartbeatSeconds } = request;
  const heartbeatAt = draft.at + (heartbeatSeconds ?? 0) * 1000;
  return {
    ...(timeoutSeconds !== undefined && {
      timeoutTimer: setTimer(draft, draft.at + timeoutSeconds * 1000),
    }),
    ...(heartbeatSeconds !== undefined && {
      heartbeat: {
        timer: setTimer(draft, heartbeatAt),
        seconds: heartbeatSeconds,
        dueAt: heartbeatAt,
      },
    }),
  };
}

function scheduledDetails(
  visit: TaskVisit,
  resource: Resource,
  request: TaskRequest,
  parameters: string,
): JsonObject {
  return {
    ...resourceDetails(resource),
    region: visit.draft.machine.region,
    parameters,
    ...(request.timeoutSeconds !== undefined && { timeoutInSeconds: request.timeoutSeconds }),
    ...(request.heartbeatSeconds !== undefined && {
      heartbeatInSeconds: request.heartbeatSeconds,
    }),
    ...(request.credentials && {
      taskCredentials: { roleArn: request.credentials["RoleArn"] ?? null },
    }),
  };
}

function resourceDetails(resource: Resource): { resource: string; resourceType: string } {
  if (resource.kind === "integration") {
    return { resource: resource.resourceName, resourceType: resource.resourceType };
  }
  return { resource: resource.arn, resourceType: resource.kind };
}

function settle(
  visit: TaskVisit,
  waiting: WaitingForTask,
  reason: "succeeded" | "failed" | "timedOut",
): void {
  closeTask(visit.draft, waiting.task, reason);
  clearTimer(visit.draft, waiting.timeoutTimer);
  clearTimer(visit.draft, waiting.heartbeat?.timer);
}

function submitted(
  visit: TaskVisit,
  waiting: WaitingForTask,
  resource: Resource,
  output: string,
): Outcome {
  recordIn(visit, "TaskSubmitted", {
    taskSubmittedEventDetails: {
      ...resourceDetails(resource),
      output,
      outputDetails: { truncated: false },
    },
  });
  return { kind: "waiting", waitingFor: { ...waiting, isSubmitted: true } };
}

async function succeeded(visit: TaskVisit, resource: Resource, text: string): Promise<Outcome> {
  if (isUnpassable(text)) {
    const failure = dataLimitExceeded(resourceDetails(resource).resourceType);
    recordIn(visit, "TaskFailed", {
      taskFailedEventDetails: { ...resourceDetails(resource), ...failureDetails(failure) },
    });
    return { kind: "failed", failure };
  }
  recordIn(visit, "TaskSucceeded", {
    taskSucceededEventDetails: {
      ...resourceDetails(resource),
      output: text,
      outputDetails: { truncated: false },
    },
  });
  return finishWith(visit, parseOutput(text));
}

async function finishWith(visit: TaskVisit, result: Json): Promise<Outcome> {
  const { state, frame } = visit;
  const next = state.Next;
  if (isJsonata(visit)) {
    return finishByJsonata(visit, state, { otherwise: result, next, states: { result } });
  }
  const selected =
    state.ResultSelector === undefined
      ? result
      : evaluateTemplate(state.ResultSelector, scopeOf(visit, result));
  const merged = applyResultPath(state.ResultPath, frame.input, selected);
  return finishByPaths(visit, state, { merged, dollar: result, next });
}

/** The doors check that output is JSON before it becomes an event. */
function parseOutput(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new BugError("the output of a task is JSON text", { cause });
  }
}

/** AWS: a missed heartbeat is recorded as `States.Timeout` too; Catch knows it by both names. */
function timedOut(visit: TaskVisit, resource: Resource, isHeartbeat: boolean): Outcome {
  recordIn(visit, "TaskTimedOut", {
    taskTimedOutEventDetails: { ...resourceDetails(resource), error: "States.Timeout" },
  });
  return {
    kind: "failed",
    failure: { error: "States.Timeout" },
    ...(isHeartbeat && { alias: "States.HeartbeatTimeout" }),
  };
}
