// `aws-sdk:sfn:…` and `aws-sdk:sns:…`: this server's own operations.

import { assert, unreachable } from "../base/assert.ts";
import { isJsonObject } from "../base/json.ts";
import type { TaskRunner } from "../engine/task-runner.ts";
import { integrationOf } from "./aws-sdk-runner.ts";
import type { CallOwn } from "./call-own.ts";
import { sdkFailure } from "./service-refusal.ts";
import { unusableParameters } from "./unusable-parameters.ts";

const NAMES = { sfn: "Sfn", sns: "Sns" };

export function createOwnServiceRunner(callOwn: CallOwn): TaskRunner {
  return {
    isAtomic: false,
    async run(call, signal) {
      const { service: name, api } = integrationOf(call);
      const service = name.replace("aws-sdk:", "");
      assert(service === "sfn" || service === "sns", "a service of this server");
      const { parameters } = call;
      const answer = await callOwn({
        service,
        operation: api.charAt(0).toUpperCase() + api.slice(1),
        parameters: isJsonObject(parameters) ? parameters : {},
        startedBy: call.startedBy,
        instants: "text",
        signal,
      });
      switch (answer.kind) {
        case "answered":
          return { kind: "succeeded", output: answer.output };
        case "refused":
          return sdkFailure(NAMES[service], answer.refusal);
        case "unusable":
          return unusableParameters(parameters, answer.problems);
        default:
          return unreachable(answer);
      }
    },
  };
}
