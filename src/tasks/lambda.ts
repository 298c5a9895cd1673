// Functions of AWS Lambda: by their ARN as the resource, which gives them the state's input and takes what
// they return, and by `arn:aws:states:::lambda:invoke`, which shows the call itself.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html

import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { TaskAnswer, TaskRunner } from "../engine/task-runner.ts";
import type { CallAws } from "./call-aws.ts";
import {
  createOptimisedRunner,
  type OptimisedIntegration,
  optimisedAnswer,
} from "./optimised-runner.ts";

const LAMBDA: OptimisedIntegration = {
  names: { prefix: "Lambda", service: "AWSLambda", exception: "AWSLambdaException" },
};

export function createLambdaInvokeRunner(callAws: CallAws): TaskRunner {
  return createOptimisedRunner(callAws, {
    ...LAMBDA,
    findFailure: (output) => failureOf(output, (payload) => JSON.stringify(parsePayload(payload))),
    toOutput: ({ Payload, ...output }) => ({ ...output, Payload: parsePayload(Payload) }),
  });
}

/** `lambda`: the resource is the function. */
export function createLambdaFunctionRunner(callAws: CallAws): TaskRunner {
  return {
    isAtomic: false,
    async run(call, signal) {
      const region = call.resource.split(":")[3];
      const answer = await callAws({
        service: "lambda",
        api: "invoke",
        parameters: { FunctionName: call.resource, Payload: JSON.stringify(call.parameters) },
        task: call,
        signal,
        ...(region !== undefined && { region }),
      });
      if (answer.kind !== "answered") return optimisedAnswer(LAMBDA, answer, call.parameters);
      const failure = failureOf(answer.output, (payload) => payload);
      return failure ?? { kind: "succeeded", output: parsePayload(answer.output["Payload"]) };
    },
  };
}

/** What is returned is JSON, as a rule. */
function parsePayload(payload: Json | undefined): Json {
  if (typeof payload !== "string") return null;
  try {
    return JSON.parse(payload) as Json;
  } catch {
    return payload;
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
const CAUSE_CHARACTERS_MAX = 32_768;

/** A function that threw has answered with what it threw. */
function failureOf(
  { FunctionError, Payload }: JsonObject,
  render: (payload: string) => string,
): TaskAnswer | undefined {
  if (FunctionError === undefined) return undefined;
  const payload = typeof Payload === "string" ? Payload : "";
  const thrown = parsePayload(payload);
  const type = isJsonObject(thrown) ? thrown["errorType"] : undefined;
  const [error, cause] =
    typeof type === "string" && type !== ""
      ? [type, render(payload)]
      : ["Lambda.Unknown", UNKNOWN_CAUSE + payload];
  return { kind: "failed", error, cause: cause.slice(0, CAUSE_CHARACTERS_MAX) };
}

const UNKNOWN_CAUSE =
  "The cause could not be determined because Lambda did not return an error type. Returned payload: ";
