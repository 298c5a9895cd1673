// `arn:aws:states:::events:putEvents`, also with `.waitForTaskToken`.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html

import { stateMachineArn } from "../base/arn.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { TaskAnswer, TaskCall, TaskRunner } from "../engine/task-runner.ts";
import type { CallAws } from "./call-aws.ts";
import { createOptimisedRunner } from "./optimised-runner.ts";
import { renderCause } from "./render-cause.ts";

export function createPutEventsRunner(callAws: CallAws): TaskRunner {
  return createOptimisedRunner(callAws, {
    names: {
      prefix: "EventBridge",
      service: "AmazonEventBridge",
      exception: "AmazonEventBridgeException",
    },
    sdkService: "eventbridge",
    toParameters: withResources,
    findFailure: failedEntry,
  });
}

/** AWS: every event tells which execution sent it. */
function withResources(parameters: Json, call: TaskCall): Json {
  if (!isJsonObject(parameters)) return parameters;
  const { Entries: entries } = parameters;
  if (!isJsonArray(entries)) return parameters;
  const [, , , region = "", accountId = ""] = call.executionArn.split(":");
  const own = [call.executionArn, stateMachineArn({ region, accountId }, call.stateMachineName)];
  const marked = entries.map((entry) => {
    if (!isJsonObject(entry)) return entry;
    const given = isJsonArray(entry["Resources"]) ? entry["Resources"] : [];
    return { ...entry, Resources: [...given, ...own] };
  });
  return { ...parameters, Entries: marked };
}

function failedEntry(output: JsonObject): TaskAnswer | undefined {
  if (output["FailedEntryCount"] === 0) return undefined;
  return { kind: "failed", error: "EventBridge.FailedEntry", cause: renderCause(output) };
}
