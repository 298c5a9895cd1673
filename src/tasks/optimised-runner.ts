// What the optimised integrations have in common: an operation of a service, with metadata of the HTTP
// answer in the result, and errors named as in version 1 of AWS's SDK for Java.
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html

import { unreachable } from "../base/assert.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { TaskAnswer, TaskCall, TaskRunner } from "../engine/task-runner.ts";
import { renderSdkMetadata } from "./aws-sdk/http-metadata.ts";
import { integrationOf } from "./aws-sdk-runner.ts";
import type { AwsAnswer, AwsRequest, CallAws } from "./call-aws.ts";
import { type OptimisedNames, optimisedFailure, unreachableFailure } from "./service-refusal.ts";
import { unusableParameters } from "./unusable-parameters.ts";

export interface OptimisedIntegration {
  readonly names: OptimisedNames;
  /** As packages of clients are called, where the resource has another name: `eventbridge`. */
  readonly sdkService?: string;
  /** What is sent for what the state gives. */
  readonly toParameters?: (parameters: Json, call: TaskCall) => Json;
  /** A failure that the service puts into an answer. */
  readonly findFailure?: (output: JsonObject) => TaskAnswer | undefined;
  /** What the state gets of an answer. */
  readonly toOutput?: (output: JsonObject) => JsonObject;
}

export function createOptimisedRunner(
  callAws: CallAws,
  integration: OptimisedIntegration,
): TaskRunner {
  const { sdkService, toParameters = (parameters) => parameters } = integration;
  return {
    isAtomic: false,
    async run(call, signal) {
      const { service, api, pattern } = integrationOf(call);
      if (pattern === "sync") return unwaitable(service, api);
      const request: AwsRequest = {
        service: sdkService ?? service,
        api,
        parameters: toParameters(call.parameters, call),
        task: call,
        signal,
      };
      return optimisedAnswer(integration, await callAws(request), call.parameters);
    },
  };
}

function unwaitable(service: string, api: string): TaskAnswer {
  return {
    kind: "failed",
    error: "States.Runtime",
    cause:
      `This server cannot wait for the end of '${service}:${api}'. Leave out '.sync' and ask for the ` +
      "job's state with 'aws-sdk' tasks.",
  };
}

/** @param parameters As the state gave them. */
export function optimisedAnswer(
  { names, findFailure, toOutput = (output) => output }: OptimisedIntegration,
  answer: AwsAnswer,
  parameters: Json,
): TaskAnswer {
  switch (answer.kind) {
    case "answered": {
      const output = { ...toOutput(answer.output), ...renderSdkMetadata(answer.http) };
      return findFailure?.(answer.output) ?? { kind: "succeeded", output };
    }
    case "refused":
      return optimisedFailure(names, answer.refusal);
    case "unreachable":
      return unreachableFailure(names.prefix, answer.reason);
    case "unusable":
      return unusableParameters(parameters, answer.problems);
    case "unavailable":
      return { kind: "failed", error: "States.Runtime", cause: answer.reason };
    default:
      return unreachable(answer);
  }
}
