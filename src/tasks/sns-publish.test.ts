import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { Json, JsonObject } from "../base/json.ts";
import type { TaskAnswer, TaskCall } from "../engine/task-runner.ts";
import type { OutgoingMessage, Publish } from "../notifications/message.ts";
import { createPublish } from "../notifications/publish.ts";
import { planSubscription } from "../notifications/subscriptions.ts";
import { mailOf, openTestParts, type TestParts } from "../notifications/testing.ts";
import { createTopic } from "../notifications/topics.ts";
import { createSnsPublishRunner } from "./sns-publish.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:expenses";

describe("arn:aws:states:::sns:publish", () => {
  let parts: TestParts;
  let publish: Publish;
  let published: OutgoingMessage | undefined;
  beforeEach(async () => {
    parts = await openTestParts();
    await createTopic(parts, { name: "expenses" });
    const wanted = { topicName: "expenses", protocol: "email", endpoint: "a@example.com" };
    const { subscription } = await planSubscription(parts, wanted);
    const confirmed = { ...subscription, confirmedAt: parts.time.now };
    await parts.commit([{ kind: "putSubscription", subscription: confirmed }]);
    const real = createPublish(parts);
    publish = (message) => {
      published = message;
      return real(message);
    };
  });

  function run(parameters: Json, call: Partial<TaskCall> = {}): Promise<TaskAnswer> {
    return createSnsPublishRunner({ publish }).run({
      executionId: "01j8ndqx0000000000000000aa",
      executionArn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
      executionName: "e",
      stateMachineName: "m",
      startedBy: "AKID",
      stateName: "Ask",
      task: 3,
      line: 0,
      resource: "arn:aws:states:::sns:publish.waitForTaskToken",
      parameters,
      at: parts.time.now,
      ...call,
    });
  }

  async function succeed(parameters: Json) {
    const answer = await run(parameters);
    assert.equal(answer.kind, "succeeded");
    return answer as Extract<TaskAnswer, { kind: "succeeded" }>;
  }

  async function fail(parameters: Json): Promise<string> {
    const answer = await run(parameters);
    assert.equal(answer.kind, "failed");
    const { error, cause } = answer as Extract<TaskAnswer, { kind: "failed" }>;
    return `${error}: ${cause}`;
  }

  test("answers with changes to commit and with the result that AWS records", async () => {
    const { changes, output, subject } = await succeed({
      TopicArn: TOPIC,
      Message: "Hello",
      Subject: "Approve?",
    });
    assert.deepEqual(
      changes?.map(({ kind }) => kind),
      ["createDelivery"],
    );
    assert.equal(subject, "Approve?");
    const result = output as JsonObject & { SdkResponseMetadata: { RequestId: string } };
    const requestId = result.SdkResponseMetadata.RequestId;
    assert.deepEqual(Object.keys(result), ["MessageId", "SdkHttpMetadata", "SdkResponseMetadata"]);
    assert.deepEqual(result["SdkHttpMetadata"], {
      AllHttpHeaders: {
        "x-amzn-RequestId": [requestId],
        connection: ["keep-alive"],
        "Content-Length": ["294"],
        Date: ["Wed, 25 Sep 2024 14:30:00 GMT"],
        "Content-Type": ["text/xml"],
      },
      HttpHeaders: {
        "x-amzn-RequestId": requestId,
        connection: "keep-alive",
        "Content-Length": "294",
        Date: "Wed, 25 Sep 2024 14:30:00 GMT",
        "Content-Type": "text/xml",
      },
      HttpStatusCode: 200,
    });
  });

  test("sends a message that is no text as compact JSON", async () => {
    const messages: readonly [Json, string][] = [
      [{ a: [1, null], b: "ü" }, '{"a":[1,null],"b":"ü"}'],
      [1, "1"],
      [true, "true"],
    ];
    for (const [Message, text] of messages) {
      const { changes } = await succeed({ TopicArn: TOPIC, Message });
      const [change] = changes ?? [];
      assert.equal(change?.kind, "createDelivery");
      assert.equal(mailOf(change.delivery).text.split("\n")[0], text);
    }
  });

  test("tells who publishes, and passes attributes on", async () => {
    const attribute = { DataType: "String", StringValue: "v" };
    await run(
      { TargetArn: TOPIC, Message: "Hello", Subject: null, MessageAttributes: { a: attribute } },
      { token: "t".repeat(60), timeoutAt: 5 },
    );
    assert.deepEqual(published, {
      topicArn: TOPIC,
      message: "Hello",
      attributes: { a: { dataType: "String", stringValue: "v" } },
      origin: {
        executionId: "01j8ndqx0000000000000000aa",
        executionArn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
        executionName: "e",
        stateMachineName: "m",
        startedBy: "AKID",
        stateName: "Ask",
        task: 3,
        line: 0,
        token: "t".repeat(60),
        timeoutAt: 5,
      },
    });
  });

  test("fails with the errors that the AWS SDK inside Step Functions throws", async () => {
    const id = "[0-9a-f-]{36}";
    assert.match(
      await fail({ TopicArn: `${TOPIC}-2`, Message: "Hello" }),
      new RegExp(
        "^SNS.NotFoundException: Topic does not exist \\(Service: AmazonSNS; Status Code: 404; " +
          `Error Code: NotFound; Request ID: ${id}; Proxy: null\\)$`,
      ),
    );
    assert.match(
      await fail({ TopicArn: TOPIC, Message: "" }),
      /^SNS.InvalidParameterException: Invalid parameter: Empty message \(Service: AmazonSNS; S/,
    );
    assert.match(
      await fail({ PhoneNumber: "+15550100", Message: "Hello" }),
      /^SNS.InvalidParameterException: .*SMS is not supported/,
    );
    const badAttribute = { a: { DataType: "Number", StringValue: "x" } };
    assert.match(
      await fail({ TopicArn: TOPIC, Message: "Hello", MessageAttributes: badAttribute }),
      /^SNS.InvalidParameterValueException: .*Error Code: ParameterValueInvalid/,
    );
    assert.match(
      await fail({ TopicArn: TOPIC, Message: "Hello", MessageDeduplicationId: "d" }),
      /^SNS.InvalidParameterException: .*MessageDeduplicationId/,
    );
  });

  test("fails as Step Functions does on parameters that it does not know or that are missing", async () => {
    assert.equal(
      await fail({ TopicArn: TOPIC, Body: "Hello", Subject: 5 }),
      `States.Runtime: The Parameters '{"TopicArn":"${TOPIC}","Body":"Hello","Subject":5}' could ` +
        "not be used to start the Task: [The field 'Message' is required but was missing, " +
        "The field 'Body' is not supported by Step Functions, " +
        "The value of the field 'Subject' has an invalid format]",
    );
    assert.match(
      await fail({ TopicArn: TOPIC, Message: "m", MessageAttributes: { a: { Value: "x" } } }),
      /The value of the field 'MessageAttributes' has an invalid format/,
    );
    assert.match(await fail("no object"), /'Message' is required but was missing/);
  });
});
