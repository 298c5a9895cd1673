// TestState as AWS's own client for JavaScript meets it. The client would put `sync-` before the host.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  ListStateMachinesCommand,
  SFNClient,
  TestStateCommand,
  type TestStateCommandInput,
} from "@aws-sdk/client-sfn";
import { checkAnswers } from "../support/check-answers.ts";
import { ROLE, rejects, startStepFunctions } from "../support/step-functions.ts";
import { createTopicWithMail } from "../support/topics.ts";

const server = await startStepFunctions();
const client = new SFNClient({
  endpoint: server.url,
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "any" },
  maxAttempts: 1,
  disableHostPrefix: true,
});
checkAnswers(client);
after(() => {
  client.destroy();
  return server.stop();
});

const TOPIC = "arn:aws:sns:us-east-1:000000000000:topic";
const publish = (TopicArn: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  Parameters: { TopicArn, "Message.$": "$.text" },
  ResultSelector: { "status.$": "$.SdkHttpMetadata.HttpStatusCode" },
  Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Rescue" }],
  Next: "Told",
});

async function testState(definition: object, given: Partial<TestStateCommandInput> = {}) {
  const command = new TestStateCommand({ definition: JSON.stringify(definition), ...given });
  const { $metadata: _metadata, ...answer } = await client.send(command);
  return answer;
}

describe("TestState", () => {
  it("calls what a task asks for, and keeps nothing of the test", async () => {
    const answer = await testState(publish(TOPIC), { roleArn: ROLE, input: '{"text":"hello"}' });
    assert.deepEqual(answer, { status: "SUCCEEDED", output: '{"status":200}', nextState: "Told" });
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    assert.deepEqual(stateMachines, []);
  });

  it("tells which error of a resource is caught", async () => {
    const { error, status, nextState, inspectionData } = await testState(publish(`${TOPIC}s`), {
      roleArn: ROLE,
      input: '{"text":"hello"}',
      inspectionLevel: "DEBUG",
    });
    assert.deepEqual(
      [status, error, nextState],
      ["CAUGHT_ERROR", "SNS.NotFoundException", "Rescue"],
    );
    assert.deepEqual(inspectionData?.errorDetails, { catchIndex: 0 });
    assert.deepEqual(JSON.parse(inspectionData?.afterParameters ?? ""), {
      TopicArn: `${TOPIC}s`,
      Message: "hello",
    });
  });

  it("publishes for real, and nothing when it is mocked", async () => {
    const topicArn = await createTopicWithMail(server.url, "news", "reader@example.com");
    const input = '{"text":"Fresh news"}';
    const countMails = async () => {
      const mailbox = await (await fetch(`${server.url}/mailbox`)).text();
      return new Set(mailbox.match(/mailbox\/[0-9a-z]{26}/g)).size;
    };
    const before = await countMails();
    await testState(publish(topicArn), { roleArn: ROLE, input });
    assert.equal(await countMails(), before + 1);
    const { ResultSelector: _selector, ...state } = publish(topicArn);
    const mocked = await testState(state, { input, mock: { result: '{"MessageId":"m"}' } });
    assert.equal(mocked.output, '{"MessageId":"m"}');
    assert.equal(await countMails(), before + 1);
  });

  it("answers with the errors of AWS's model", async () => {
    const pass = { Type: "Pass", End: true };
    const code = "ValidationException";
    await rejects(testState({ Type: "Nap" }), "InvalidDefinition", /StateName/);
    await rejects(testState(pass, { input: "no" }), "InvalidExecutionInput", /Unrecognized token/);
    await rejects(testState(pass, { roleArn: "me" }), "InvalidArn", /me/);
    await rejects(testState(pass, { mock: { result: "{}" } }), code, /State type 'Pass'/);
    await rejects(testState(publish(TOPIC)), code, /^RoleArn must be specified/);
    await rejects(testState(pass, { stateName: "x".repeat(81) }), code, /'stateName'/);
    const configuration = { stateConfiguration: { retrierRetryCount: -1 } };
    await rejects(testState(pass, configuration), code, /greater than or equal to 0/);
  });
});
