// A Task state: an attempt schedules a task, then the task's own events decide. Retry starts another
// attempt under another number, so that nothing said about the first can end the second.

import { applyResultPath, evaluateTemplate } from "../../asl/data-flow.ts";
import type { TaskState } from "../../asl/definition.ts";
import { EvaluationError } from "../../asl/failure.ts";
import { parseResource, type Resource } from "../../asl/resource.ts";
import { assert, BugError, defined } from "../../base/assert.ts";
import type { Json } from "../../base/json.ts";
import { clearTimer, closeTask, failureDetails, setTimer, textOf } from "../draft.ts";
import type { ExecutionEvent } from "../event.ts";
import { executionTimeoutAt } from "../execution-timeout.ts";
import { finishByJsonata, finishByPaths } from "../finish.ts";
import { dataLimitExceeded, isUnpassable } from "../size-limit.ts";
import type { TaskLimits, WaitingForTask } from "../state.ts";
import { isJsonata, type Outcome, recordIn, scopeOf, shown, type Visit } from "../visit.ts";
import {
  nameInLimits,
  type TaskEventRecord,
  taskFailed,
  taskScheduled,
  taskStarted,
  taskSubmitted,
  taskSucceeded,
  taskTimedOut,
} from "./task-events.ts";
import { evaluateRequest, type TaskRequest } from "./task-request.ts";

type TaskVisit = Visit<TaskState>;

/** The events a waiting task listens to. A heartbeat is settled before it gets here. */
export type TaskEvent = Extract<
  ExecutionEvent,
  { readonly kind: "taskStarted" | "taskSubmitted" | "taskSucceeded" | "taskFailed" | "timerFired" }
>;

export async function enterTask(visit: TaskVisit): Promise<Outcome> {
  const { draft, state } = visit;
  const resource = defined(parseResource(state.Resource), "the resource of a checked Task state");
  if (resource.kind === "activity") checkActivity(visit, resource.arn);
  const task = draft.lastTask + 1;
  const token = hasToken(resource)
    ? draft.machine.mintTaskToken({ executionId: draft.origin.executionId, task })
    : undefined;
  // An activity's worker is given its token when it takes the task.
  const request = await evaluateRequest(visit, resource.kind === "activity" ? undefined : token);
  const text = textOf(draft, request.parameters);
  if (isUnpassable(text)) {
    return { kind: "failed", failure: dataLimitExceeded(visit.frame.stateName) };
  }

  draft.lastTask = task;
  const limitAt = executionTimeoutAt(draft);
  recordTask(visit, taskScheduled(resource, request, text, draft.machine.region));
  if (resource.kind !== "activity") recordTask(visit, taskStarted(resource));
  draft.effects.push({
    kind: "scheduleTask",
    task,
    line: visit.line,
    stateName: visit.frame.stateName,
    resource: state.Resource,
    parameters: request.parameters,
    ...(token !== undefined && { token }),
    ...(request.timeoutSeconds !== undefined && {
      timeoutAt: draft.at + request.timeoutSeconds * 1000,
    }),
    ...(limitAt !== undefined && { executionTimeoutAt: limitAt }),
  });
  const waiting: WaitingForTask = {
    kind: "task",
    task,
    isByToken: token !== undefined,
    isSubmitted: false,
  };
  return { kind: "waiting", waitingFor: beginLimits(visit, waiting, resource, request) };
}

export async function resumeTask(visit: TaskVisit, event: TaskEvent): Promise<Outcome> {
  const waiting = visit.frame.waitingFor;
  assert(waiting?.kind === "task", "a Task state resumes from its task");
  const resource = defined(parseResource(visit.state.Resource), "the resource of a Task state");
  switch (event.kind) {
    case "taskStarted":
      recordTask(visit, taskStarted(resource, event.workerName));
      return { kind: "waiting", waitingFor: beginPending(visit, waiting) };
    case "taskSubmitted":
      recordTask(visit, taskSubmitted(resource, event.output));
      return { kind: "waiting", waitingFor: submitted(visit, waiting, event.isForPeople) };
    case "taskSucceeded":
      settle(visit, waiting, "succeeded");
      return succeeded(visit, resource, event.output);
    case "taskFailed":
      settle(visit, waiting, "failed");
      recordTask(visit, taskFailed(resource, event));
      return { kind: "failed", failure: failureDetails(event) };
    case "timerFired":
      settle(visit, waiting, "timedOut");
      return timedOut(visit, resource, event.timer === waiting.heartbeat?.timer);
  }
}

/** AWS: an activity that is not there fails the state before anything is scheduled. */
function checkActivity({ draft }: TaskVisit, arn: string): void {
  if (!draft.missingActivities.includes(arn)) return;
  throw new EvaluationError("States.Runtime", `The activity ${arn} does not exist.`);
}

/** AWS: a job, too, may be ended by its token before it ends by itself. */
function hasToken(resource: Resource): boolean {
  return resource.kind === "integration"
    ? resource.pattern !== "requestResponse"
    : resource.kind === "activity";
}

/**
 * AWS: an activity's limits begin when a worker takes the task, and the heartbeat of a callback when its
 * resource has answered. https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
 */
function beginLimits(
  visit: TaskVisit,
  waiting: WaitingForTask,
  resource: Resource,
  { timeoutSeconds, heartbeatSeconds }: TaskRequest,
): WaitingForTask {
  const timeout = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  const heartbeat = heartbeatSeconds === undefined ? {} : { heartbeatSeconds };
  if (resource.kind === "activity") return { ...waiting, pending: { ...timeout, ...heartbeat } };
  const begun = { ...waiting, ...timersOf(visit, timeout) };
  return heartbeatSeconds === undefined ? begun : { ...begun, pending: heartbeat };
}

function submitted(
  visit: TaskVisit,
  waiting: WaitingForTask,
  isForPeople: boolean | undefined,
): WaitingForTask {
  const begun = { ...beginPending(visit, waiting), isSubmitted: true };
  return isForPeople === undefined ? begun : { ...begun, isForPeople };
}

function beginPending(visit: TaskVisit, waiting: WaitingForTask): WaitingForTask {
  const { pending, ...begun } = waiting;
  return pending ? { ...begun, ...timersOf(visit, pending) } : waiting;
}

function timersOf(
  { draft, line }: TaskVisit,
  { timeoutSeconds, heartbeatSeconds }: TaskLimits,
): Pick<WaitingForTask, "timeoutTimer" | "heartbeat"> {
  const heartbeatAt = draft.at + (heartbeatSeconds ?? 0) * 1000;
  return {
    ...(timeoutSeconds !== undefined && {
      timeoutTimer: setTimer(draft, line, draft.at + timeoutSeconds * 1000),
    }),
    ...(heartbeatSeconds !== undefined && {
      heartbeat: {
        timer: setTimer(draft, line, heartbeatAt),
        seconds: heartbeatSeconds,
        dueAt: heartbeatAt,
      },
    }),
  };
}

function recordTask(visit: TaskVisit, { type, details }: TaskEventRecord): void {
  recordIn(visit, type, details);
}

function settle(
  visit: TaskVisit,
  waiting: WaitingForTask,
  reason: "succeeded" | "failed" | "timedOut",
): void {
  closeTask(visit.draft, waiting, reason);
  clearTimer(visit.draft, waiting.timeoutTimer);
  clearTimer(visit.draft, waiting.heartbeat?.timer);
}

async function succeeded(visit: TaskVisit, resource: Resource, text: string): Promise<Outcome> {
  if (isUnpassable(text)) {
    const failure = dataLimitExceeded(nameInLimits(resource));
    recordTask(visit, taskFailed(resource, failure));
    return { kind: "failed", failure, isOfTask: true };
  }
  recordTask(visit, taskSucceeded(resource, text));
  return finishWith(visit, parseOutput(text));
}

async function finishWith(visit: TaskVisit, result: Json): Promise<Outcome> {
  const { state, frame } = visit;
  const next = state.Next;
  shown(visit, "result", result);
  if (isJsonata(visit)) {
    return finishByJsonata(visit, state, { otherwise: result, next, states: { result } });
  }
  const selected =
    state.ResultSelector === undefined
      ? result
      : evaluateTemplate(state.ResultSelector, scopeOf(visit, result));
  shown(visit, "afterResultSelector", selected);
  const merged = applyResultPath(state.ResultPath, frame.input, selected);
  shown(visit, "afterResultPath", merged);
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
  recordTask(visit, taskTimedOut(resource));
  return {
    kind: "failed",
    failure: { error: "States.Timeout" },
    ...(isHeartbeat && { alias: "States.HeartbeatTimeout" }),
  };
}
