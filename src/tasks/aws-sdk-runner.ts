// `arn:aws:states:::aws-sdk:SERVICE:ACTION`: any operation of any service whose client is installed.
// https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html

import { parseResource, type Resource } from "../asl/resource.ts";
import { assert, unreachable } from "../base/assert.ts";
import type { TaskAnswer, TaskCall, TaskRunner } from "../engine/task-runner.ts";
import type { AwsAnswer, CallAws } from "./call-aws.ts";
import { sdkFailure, unreachableFailure } from "./service-refusal.ts";
import { unusableParameters } from "./unusable-parameters.ts";

export function createAwsSdkRunner(callAws: CallAws): TaskRunner {
  return {
    isAtomic: false,
    async run(call, signal) {
      const { service, api } = integrationOf(call);
      const { parameters } = call;
      const name = service.replace("aws-sdk:", "");
      return answerOf(await callAws({ service: name, api, parameters, task: call, signal }), call);
    },
  };
}

export type Integration = Extract<Resource, { readonly kind: "integration" }>;

/** The service and the operation of an integration. */
export function integrationOf({ resource }: TaskCall): Integration {
  const parsed = parseResource(resource);
  assert(parsed?.kind === "integration", "the resource of an integration");
  return parsed;
}

function answerOf(answer: AwsAnswer, { parameters }: TaskCall): TaskAnswer {
  switch (answer.kind) {
    case "answered":
      return { kind: "succeeded", output: answer.output };
    case "refused":
      return sdkFailure(answer.service, answer.refusal);
    case "unreachable":
      return unreachableFailure(answer.service, answer.reason);
    case "unusable":
      return unusableParameters(parameters, answer.problems);
    case "unavailable":
      return { kind: "failed", error: "States.Runtime", cause: answer.reason };
    default:
      return unreachable(answer);
  }
}
