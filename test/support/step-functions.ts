// A server and AWS's own client for Step Functions in front of it, with the few calls that every test of
// the API begins with.

import assert from "node:assert/strict";
import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Config } from "../../src/config/config.ts";
import { checkAnswers } from "./check-answers.ts";
import { startTestServer } from "./test-server.ts";
import { query } from "./topics.ts";

export const ROLE = "arn:aws:iam::000000000000:role/any";
export const PREFIX = "arn:aws:states:us-east-1:000000000000";
export const UNKNOWN_MACHINE = `${PREFIX}:stateMachine:Nobody`;
export const UNKNOWN_EXECUTION = `${PREFIX}:execution:Nobody:nothing`;

export const PASS = definitionOf({ A: { Type: "Pass", Result: { a: 1 }, End: true } });
export const WAIT = definitionOf({ A: { Type: "Wait", Seconds: 86_400, End: true } });
export const FAIL = definitionOf({
  A: { Type: "Fail", Error: "Declined", Cause: "Too expensive" },
});
/** Publishes its token to a topic that is there, and waits for it. */
export const ASK = definitionOf({
  A: {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    Parameters: {
      TopicArn: "arn:aws:sns:us-east-1:000000000000:topic",
      Message: { "token.$": "$$.Task.Token" },
    },
    HeartbeatSeconds: 3600,
    End: true,
  },
});

export interface StepFunctions {
  readonly url: string;
  readonly client: SFNClient;
  /** Under a name of its own. Answers with the ARN. */
  createMachine(
    definition: string,
    extra?: Partial<CreateStateMachineCommandInput>,
  ): Promise<string>;
  /** Answers with the ARN. */
  start(stateMachineArn: string, input?: string, name?: string): Promise<string>;
  /** Starts an execution that waits for its token, and reads the token from the history. */
  startAsking(): Promise<{ executionArn: string; taskToken: string }>;
  describeExecution(executionArn: string): Promise<DescribeExecutionCommandOutput>;
  /** Stops the server, and fails when it has logged an error. */
  stop(): Promise<void>;
}

export async function startStepFunctions(changes: Partial<Config> = {}): Promise<StepFunctions> {
  const server = await startTestServer(changes);
  const client = clientOf(server.url, changes.credentials);
  let machines = 0;
  if (changes.credentials === undefined) {
    await query(server.url, { Action: "CreateTopic", Name: "topic" });
  }
  const createMachine: StepFunctions["createMachine"] = async (definition, extra = {}) => {
    const input = { name: `Machine${++machines}`, definition, roleArn: ROLE, ...extra };
    const { stateMachineArn = "" } = await client.send(new CreateStateMachineCommand(input));
    return stateMachineArn;
  };
  const start: StepFunctions["start"] = async (stateMachineArn, input, name) => {
    const given = { ...(input !== undefined && { input }), ...(name !== undefined && { name }) };
    const command = new StartExecutionCommand({ stateMachineArn, ...given });
    return (await client.send(command)).executionArn ?? "";
  };
  return {
    url: server.url,
    client,
    createMachine,
    start,
    async startAsking() {
      const executionArn = await start(await createMachine(ASK));
      const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
      const scheduled = events.find(({ type }) => type === "TaskScheduled");
      const parameters = scheduled?.taskScheduledEventDetails?.parameters ?? "{}";
      return { executionArn, taskToken: JSON.parse(parameters).Message.token };
    },
    describeExecution: (executionArn) =>
      client.send(new DescribeExecutionCommand({ executionArn })),
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}

/** Does not try again, and holds every answer against AWS's model. */
export function clientOf(
  endpoint: string,
  credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "any" },
  settings: Partial<SFNClientConfig> = {},
): SFNClient {
  const own = { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
  const client = new SFNClient({ ...own, ...settings });
  checkAnswers(client);
  return client;
}

export function definitionOf(states: object): string {
  return JSON.stringify({ StartAt: "A", States: states });
}

/** All executions of an alias go to one version. */
export function routeTo(stateMachineVersionArn: string) {
  return [{ stateMachineVersionArn, weight: 100 }];
}

export async function rejects(
  request: Promise<unknown>,
  name: string,
  message: string | RegExp,
): Promise<void> {
  await assert.rejects(request, (error) => {
    assert(error instanceof Error);
    assert.equal(error.name, name, error.message.slice(0, 300));
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}
