import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { TaskRunner } from "../engine/task-runner.ts";
import { createCallAws } from "./call-aws.ts";
import { createPutEventsRunner } from "./events-put-events.ts";
import { createOptimisedRunners } from "./optimised-integrations.ts";
import { failureOf, outputOf, type StandIn, startStandIn } from "./testing.ts";

describe("optimised integrations", () => {
  let aws: StandIn;
  before(async () => {
    aws = await startStandIn();
    Object.assign(process.env, aws.environment);
  });
  after(() => aws.close());
  const callAws = createCallAws({ region: "us-east-1", isS3PathStyle: true });
  const runners = new Map(createOptimisedRunners(callAws));
  const events = createPutEventsRunner(callAws);
  const runnerOf = (service: string): TaskRunner => {
    const runner = runners.get(`${service}:*`);
    assert.ok(runner);
    return runner;
  };

  it("send a message to the queue's own address, JSON as text", async () => {
    aws.answer = ({ body }) => ({
      body: JSON.stringify({ MessageId: "m", MD5OfMessageBody: md5(JSON.parse(body).MessageBody) }),
    });
    const queue = { QueueUrl: `${aws.url}/1/q`, MessageBody: { a: 1 } };
    const output = await outputOf(runnerOf("sqs"), "arn:aws:states:::sqs:sendMessage", queue);
    assert.deepEqual(output, { MessageId: "m", MD5OfMessageBody: md5('{"a":1}') });
    assert.equal(JSON.parse(aws.seen.at(-1)?.body ?? "").MessageBody, '{"a":1}');
  });

  it("fail with the errors of the old SDK for Java", async () => {
    aws.answer = () => ({
      status: 400,
      headers: { "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender" },
      body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"No queue"}',
    });
    const queue = { QueueUrl: `${aws.url}/1/q`, MessageBody: "x" };
    assert.equal(
      await failureOf(runnerOf("sqs"), "arn:aws:states:::sqs:sendMessage", queue),
      "SQS.QueueDoesNotExistException: No queue (Service: AmazonSQS; Status Code: 400; Error Code: " +
        "AWS.SimpleQueueService.NonExistentQueue; Request ID: request-1; Proxy: null)",
    );
    assert.equal(
      await failureOf(runnerOf("sqs"), "arn:aws:states:::sqs:sendMessage", {
        QueueUrl: "http://no-such-host.invalid/1/q",
        MessageBody: "x",
      }),
      "SQS.SdkClientException: Unable to execute HTTP request: no-such-host.invalid: Name or " +
        "service not known",
    );
  });

  it("leave out what is null", async () => {
    aws.answer = () => ({
      status: 400,
      body: '{"__type":"com.amazon.coral.validate#ValidationException","message":"No item"}',
    });
    const put = { TableName: "t", Item: null };
    assert.equal(
      await failureOf(runnerOf("dynamodb"), "arn:aws:states:::dynamodb:putItem", put),
      "DynamoDB.AmazonDynamoDBException: No item (Service: AmazonDynamoDBv2; Status Code: 400; " +
        "Error Code: ValidationException; Request ID: request-1; Proxy: null)",
    );
    assert.deepEqual(JSON.parse(aws.seen.at(-1)?.body ?? ""), { TableName: "t" });
  });

  it("tell with every event which execution sends it", async () => {
    aws.answer = () => ({ body: '{"Entries":[{"EventId":"e"}],"FailedEntryCount":0}' });
    const entry = { Detail: { a: 1 }, DetailType: "d", Source: "s", Resources: ["r"] };
    const output = await outputOf(events, "arn:aws:states:::events:putEvents", {
      Entries: [entry],
    });
    assert.deepEqual(output, { Entries: [{ EventId: "e" }], FailedEntryCount: 0 });
    assert.deepEqual(JSON.parse(aws.seen.at(-1)?.body ?? "").Entries, [
      {
        Detail: '{"a":1}',
        DetailType: "d",
        Source: "s",
        Resources: [
          "r",
          "arn:aws:states:us-east-1:000000000000:execution:m:e",
          "arn:aws:states:us-east-1:000000000000:stateMachine:m",
        ],
      },
    ]);
  });

  it("fail when one of the events was not taken", async () => {
    const body = '{"Entries":[{"ErrorCode":"MalformedDetail"}],"FailedEntryCount":1}';
    aws.answer = () => ({ body });
    assert.equal(
      await failureOf(events, "arn:aws:states:::events:putEvents", { Entries: [{}] }),
      `EventBridge.FailedEntry: ${body}`,
    );
  });

  it("say which jobs nobody here can wait for", async () => {
    assert.match(
      await failureOf(runnerOf("glue"), "arn:aws:states:::glue:startJobRun.sync", { JobName: "j" }),
      /^States\.Runtime: This server cannot wait for the end of 'glue:startJobRun'\./,
    );
  });
});

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
