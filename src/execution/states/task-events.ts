// What a task is called in history: `LambdaFunction…` for the ARN of a function, `Activity…` for that of an
// activity, `Task…` for every integration.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html

import type { Failure } from "../../asl/failure.ts";
import type { Resource } from "../../asl/resource.ts";
import type { JsonObject } from "../../base/json.ts";
import { failureDetails } from "../draft.ts";
import type { TaskRequest } from "./task-request.ts";

export interface TaskEventRecord {
  readonly type: string;
  readonly details: JsonObject;
}

const NOT_TRUNCATED = { truncated: false };

/** @param parameters JSON text of `request.parameters` */
export function taskScheduled(
  resource: Resource,
  request: TaskRequest,
  parameters: string,
  region: string,
): TaskEventRecord {
  const { timeoutSeconds, heartbeatSeconds, credentials } = request;
  const hasHeartbeat = heartbeatSeconds !== undefined && resource.kind !== "lambda";
  const common = {
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(hasHeartbeat && { heartbeatInSeconds: heartbeatSeconds }),
    ...(credentials &&
      resource.kind !== "activity" && {
        taskCredentials: { roleArn: credentials["RoleArn"] ?? null },
      }),
  };
  if (resource.kind === "integration") {
    return event(resource, "Scheduled", { region, parameters, ...common });
  }
  const input = { resource: resource.arn, input: parameters, inputDetails: NOT_TRUNCATED };
  return event(resource, "Scheduled", { ...input, ...common });
}

/** A function's start has no details. */
export function taskStarted(resource: Resource, workerName?: string): TaskEventRecord {
  if (resource.kind === "lambda") return { type: "LambdaFunctionStarted", details: {} };
  return event(resource, "Started", workerName === undefined ? {} : { workerName });
}

/** @param output JSON text */
export function taskSubmitted(resource: Resource, output: string): TaskEventRecord {
  return event(resource, "Submitted", { output, outputDetails: NOT_TRUNCATED });
}

/** @param output JSON text */
export function taskSucceeded(resource: Resource, output: string): TaskEventRecord {
  return event(resource, "Succeeded", { output, outputDetails: NOT_TRUNCATED });
}

export function taskFailed(resource: Resource, failure: Partial<Failure>): TaskEventRecord {
  return event(resource, "Failed", failureDetails(failure));
}

export function taskTimedOut(resource: Resource): TaskEventRecord {
  return event(resource, "TimedOut", { error: "States.Timeout" });
}

/** What AWS calls a task by where its result is too large. */
export function nameInLimits(resource: Resource): string {
  return resource.kind === "integration" ? resource.resourceType : resource.arn;
}

function event(resource: Resource, what: string, details: JsonObject): TaskEventRecord {
  switch (resource.kind) {
    case "lambda":
      return {
        type: `LambdaFunction${what}`,
        details: { [`lambdaFunction${what}EventDetails`]: details },
      };
    case "activity":
      return { type: `Activity${what}`, details: { [`activity${what}EventDetails`]: details } };
    case "integration": {
      const { resourceName, resourceType } = resource;
      return {
        type: `Task${what}`,
        details: {
          [`task${what}EventDetails`]: { resource: resourceName, resourceType, ...details },
        },
      };
    }
  }
}
