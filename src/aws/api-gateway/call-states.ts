// `states:action/<Operation>`: hands an integration's request to Step Functions through its own protocol,
// so that checks and errors are those that every other caller gets.

import type { Log } from "../../telemetry/log.ts";
import type { Operation } from "../operation.ts";
import { createAwsJsonHandler } from "../protocols/aws-json.ts";
import model from "../step-functions/generated/model.json" with { type: "json" };
import { invalidOutputBody, isTokenOperation } from "./follow-link.ts";

/** Status and body of Step Functions' answer. */
export type CallStates = (
  operation: string,
  body: string,
) => Promise<{ readonly status: number; readonly body: string }>;

export function createStatesCall(deps: {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly log: Log;
}): CallStates {
  const handle = createAwsJsonHandler({
    model,
    operations: deps.operations,
    errorNamespace: "com.amazonaws.swf.service.v2.model",
    // AWS: API Gateway calls with a role of its own, whoever calls the API.
    authenticate: async () => ({ name: "hosted API" }),
    log: deps.log,
  });
  return (operation, body) =>
    handle({
      method: "POST",
      url: "/",
      headers: { "x-amz-target": `${model.targetPrefix}.${operation}` },
      body: Buffer.from(body),
    });
}

/** Step Functions' error for a request whose parameters have changed its structure. */
export function invalidRequestBody(operation: string): string {
  const problem = "A parameter does not stand for one value";
  if (isTokenOperation(operation)) return invalidOutputBody(problem);
  return JSON.stringify({
    __type: "com.amazon.coral.validate#ValidationException",
    message: problem,
  });
}
