// `arn:aws:states:::states:startExecution`, plain, with `.sync` and `.sync:2`, and with
// `.waitForTaskToken`. The execution it starts knows its parent, so that a task that is called again after
// a crash finds the one it has started.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html

import type { ArnScope } from "../base/arn.ts";
import { assert, unreachable } from "../base/assert.ts";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { Engine } from "../engine/engine.ts";
import { arnOfExecution } from "../engine/execution-record.ts";
import { parentTaskOf } from "../engine/job-end.ts";
import type { TaskAnswer, TaskCall, TaskRunner } from "../engine/task-runner.ts";
import type { ExecutionRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { ownHttpAnswer, renderSdkMetadata } from "./aws-sdk/http-metadata.ts";
import { integrationOf } from "./aws-sdk-runner.ts";
import type { CallOwn } from "./call-own.ts";
import { renderCause } from "./render-cause.ts";
import { optimisedFailure, type ServiceRefusal } from "./service-refusal.ts";
import { uuidOfTask } from "./task-uuid.ts";
import { unusableParameters } from "./unusable-parameters.ts";

export interface StartExecutionDeps {
  readonly store: Pick<Store, "findExecutionByParent">;
  readonly engine: Pick<Engine, "deliver">;
  readonly scope: ArnScope;
  readonly callOwn: CallOwn;
}

const NAMES = {
  prefix: "StepFunctions",
  service: "AWSStepFunctions",
  exception: "AWSStepFunctionsException",
};

export function createStartExecutionRunner(deps: StartExecutionDeps): TaskRunner {
  return {
    isAtomic: false,
    run: (call) => start(deps, call),
    job: {
      findResult: (call) => findResult(deps, call),
      stop: (call) => stop(deps, call),
    },
  };
}

async function start(deps: StartExecutionDeps, call: TaskCall): Promise<TaskAnswer> {
  const started = await findChild(deps, call);
  if (started) {
    const { startedAt } = started;
    return startedAnswer(call, { ExecutionArn: arnOf(deps, started), StartDate: startedAt });
  }
  const parameters = isJsonObject(call.parameters) ? call.parameters : {};
  const answer = await deps.callOwn({
    service: "sfn",
    operation: "StartExecution",
    parameters: {
      ...parameters,
      Input: textOf(parameters["Input"]),
      Name: parameters["Name"] ?? uuidOfTask(call),
    },
    startedBy: call.startedBy,
    parent: { executionId: call.executionId, task: call.task },
    instants: "milliseconds",
  });
  switch (answer.kind) {
    case "answered":
      return (await isForeign(deps, call))
        ? optimisedFailure(NAMES, alreadyExists(answer.output, answer.requestId))
        : startedAnswer(call, answer.output);
    case "refused":
      return optimisedFailure(NAMES, answer.refusal);
    case "unusable":
      return unusableParameters(call.parameters, answer.problems);
    default:
      return unreachable(answer);
  }
}

/** The start of somebody else's execution, asked for again: nobody would tell this task of its end. */
async function isForeign(deps: StartExecutionDeps, call: TaskCall): Promise<boolean> {
  const isJob = integrationOf(call).pattern.startsWith("sync");
  return isJob && (await findChild(deps, call)) === undefined;
}

function alreadyExists({ ExecutionArn }: JsonObject, requestId: string): ServiceRefusal {
  return {
    name: "ExecutionAlreadyExists",
    code: "ExecutionAlreadyExists",
    isModelled: true,
    message: `Execution Already Exists: '${ExecutionArn}'`,
    status: 400,
    requestId,
    attempts: 1,
  };
}

/** Text is taken as the JSON text that it should be. */
function textOf(input: Json | undefined): Json {
  return input === undefined || input === null || typeof input === "string"
    ? (input ?? null)
    : JSON.stringify(input);
}

function startedAnswer(call: TaskCall, { ExecutionArn, StartDate }: JsonObject): TaskAnswer {
  const output = { ExecutionArn: ExecutionArn ?? null, StartDate: StartDate ?? null };
  const http = ownHttpAnswer(call.at, "application/x-amz-json-1.0", JSON.stringify(output).length);
  return { kind: "succeeded", output: { ...output, ...renderSdkMetadata(http) } };
}

async function findResult(
  deps: StartExecutionDeps,
  call: TaskCall,
): Promise<TaskAnswer | undefined> {
  const child = await findChild(deps, call);
  if (!child || child.status === "RUNNING") return undefined;
  const described = await describe(deps, arnOf(deps, child), call);
  if (child.status === "SUCCEEDED") {
    const isParsed = integrationOf(call).pattern === "sync:2";
    return { kind: "succeeded", output: isParsed ? withData(described) : described };
  }
  return { kind: "failed", error: "States.TaskFailed", cause: renderCause(described) };
}

async function describe(
  { callOwn }: StartExecutionDeps,
  arn: string,
  { startedBy, executionId, task }: TaskCall,
): Promise<JsonObject> {
  const answer = await callOwn({
    service: "sfn",
    operation: "DescribeExecution",
    parameters: { ExecutionArn: arn },
    startedBy,
    parent: { executionId, task },
    instants: "milliseconds",
  });
  assert(answer.kind === "answered", "an execution that is there can be described");
  return answer.output;
}

/** `.sync:2`: input and output as JSON instead of its text. */
function withData(described: JsonObject): JsonObject {
  const { Input, Output } = described;
  return {
    ...described,
    ...(typeof Input === "string" && { Input: JSON.parse(Input) as Json }),
    ...(typeof Output === "string" && { Output: JSON.parse(Output) as Json }),
  };
}

/** AWS: the execution is aborted, whatever the parent was stopped with. */
async function stop(deps: StartExecutionDeps, call: TaskCall): Promise<void> {
  const child = await findChild(deps, call);
  if (child) await deps.engine.deliver(child.id, { kind: "stopRequested" });
}

function findChild(
  { store }: StartExecutionDeps,
  call: TaskCall,
): Promise<ExecutionRecord | undefined> {
  return store.findExecutionByParent(parentTaskOf(call));
}

function arnOf({ scope }: StartExecutionDeps, child: ExecutionRecord): string {
  return arnOfExecution(scope, child);
}
