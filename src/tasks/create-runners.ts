// All that a Task state can call, by `service:api`.

import type { TaskRunner, TaskRunners } from "../engine/task-runner.ts";
import type { Publish } from "../notifications/message.ts";
import { createAwsSdkRunner } from "./aws-sdk-runner.ts";
import { type AwsSettings, createCallAws } from "./call-aws.ts";
import { createPutEventsRunner } from "./events-put-events.ts";
import { createLambdaFunctionRunner, createLambdaInvokeRunner } from "./lambda.ts";
import { createOptimisedRunners } from "./optimised-integrations.ts";
import { createOwnServiceRunner } from "./own-service.ts";
import { createSnsPublishRunner } from "./sns-publish.ts";
import { createStartExecutionRunner, type StartExecutionDeps } from "./start-execution.ts";

export interface RunnersDeps extends StartExecutionDeps {
  readonly publish: Publish;
  readonly aws: AwsSettings;
}

export function createRunners(deps: RunnersDeps): TaskRunners {
  const callAws = createCallAws(deps.aws);
  const own = createOwnServiceRunner(deps.callOwn);
  return new Map<string, TaskRunner>([
    ["sns:publish", createSnsPublishRunner(deps)],
    ["states:startExecution", createStartExecutionRunner(deps)],
    ["aws-sdk:sfn:*", own],
    ["aws-sdk:sns:*", own],
    ["lambda", createLambdaFunctionRunner(callAws)],
    ["lambda:invoke", createLambdaInvokeRunner(callAws)],
    ["events:putEvents", createPutEventsRunner(callAws)],
    ...createOptimisedRunners(callAws),
    ["aws-sdk:*", createAwsSdkRunner(callAws)],
  ]);
}
