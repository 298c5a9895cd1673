import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createAwsSdkRunner } from "./aws-sdk-runner.ts";
import { createCallAws } from "./call-aws.ts";
import { failureOf, outputOf, type StandIn, startStandIn } from "./testing.ts";

const resource = (name: string) => `arn:aws:states:::aws-sdk:${name}`;

describe("aws-sdk tasks", () => {
  let aws: StandIn;
  before(async () => {
    aws = await startStandIn();
    Object.assign(process.env, aws.environment);
  });
  after(() => aws.close());
  const settings = { region: "us-east-1", isS3PathStyle: true };
  const runner = createAwsSdkRunner(createCallAws(settings));

  it("call a JSON service in its own names, without metadata in the result", async () => {
    aws.answer = () => ({ body: '{"Item":{"id":{"S":"1"},"raw":{"B":"AP8="}}}' });
    const output = await outputOf(runner, resource("dynamodb:getItem"), {
      TableName: "t",
      Key: { id: { S: 1 } },
      ConsistentRead: "true",
    });
    assert.deepEqual(output, { Item: { id: { S: "1" }, raw: { B: "AP8=" } } });
    const { headers, body } = aws.seen.at(-1) ?? {};
    assert.equal(headers?.["x-amz-target"], "DynamoDB_20120810.GetItem");
    assert.deepEqual(JSON.parse(body ?? ""), {
      TableName: "t",
      Key: { id: { S: "1" } },
      ConsistentRead: true,
    });
  });

  it("write text and JSON into what takes bytes, and read streams as text", async () => {
    aws.answer = () => ({ headers: { etag: '"e"' }, body: "" });
    const put = { Bucket: "b", Key: "k", Body: { a: 1 } };
    assert.deepEqual(await outputOf(runner, resource("s3:putObject"), put), { ETag: '"e"' });
    assert.match(aws.seen.at(-1)?.path ?? "", /^\/b\/k\?/);
    assert.match(aws.seen.at(-1)?.body ?? "", /\{"a":1\}/);
    aws.answer = () => ({
      headers: { "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT" },
      body: "hellö",
    });
    const got = Object(await outputOf(runner, resource("s3:getObject"), { Bucket: "b", Key: "k" }));
    assert.equal(got.Body, "hellö");
    assert.equal(got.LastModified, "2026-01-01T00:00:00Z");
  });

  it("fail with the errors of the SDK for Java, modelled or not", async () => {
    const refuse = (code: string) => {
      aws.answer = () => ({
        status: 404,
        headers: { "x-amz-request-id": "r", "x-amz-id-2": "x" },
        body: `<Error><Code>${code}</Code><Message>No bucket</Message></Error>`,
      });
    };
    const text =
      "No bucket (Service: S3, Status Code: 404, Request ID: request-1, Extended Request ID: x) " +
      "(SDK Attempt Count: 1)";
    refuse("NoSuchBucket");
    const list = { Bucket: "b" };
    assert.equal(
      await failureOf(runner, resource("s3:listObjects"), list),
      `S3.NoSuchBucketException: ${text}`,
    );
    refuse("Odd");
    assert.equal(
      await failureOf(runner, resource("s3:listObjects"), list),
      `S3.S3Exception: ${text}`,
    );
    aws.answer = () => ({
      status: 400,
      body: '{"__type":"com.amazonaws.dynamodb#ConditionalCheckFailedException","message":"no"}',
    });
    assert.match(
      await failureOf(runner, resource("dynamodb:putItem"), { TableName: "t" }),
      /^DynamoDb\.ConditionalCheckFailedException: no \(Service: DynamoDb, Status Code: 400, /,
    );
  });

  it("give a task the same idempotency token each time it is called", async () => {
    aws.answer = () => ({ body: "{}" });
    const write = { TransactItems: [] };
    await outputOf(runner, resource("dynamodb:transactWriteItems"), write);
    await outputOf(runner, resource("dynamodb:transactWriteItems"), write);
    const tokens = aws.seen.slice(-2).map(({ body }) => JSON.parse(body).ClientRequestToken);
    assert.match(tokens[0], /^[0-9a-f]{8}-[0-9a-f]{4}-8/);
    assert.equal(tokens[0], tokens[1]);
  });

  it("try again when the service is busy, three times in all", async () => {
    const before = aws.seen.length;
    aws.answer = () => ({ status: 503, body: '{"__type":"Busy","message":"later"}' });
    assert.match(
      await failureOf(runner, resource("dynamodb:listTables"), {}),
      /^DynamoDb\.DynamoDbException: later .* \(SDK Attempt Count: 3\)$/,
    );
    assert.equal(aws.seen.length, before + 3);
  });

  it("name the package to install when a service has none", async () => {
    assert.equal(
      await failureOf(runner, resource("secretsmanager:getSecretValue"), { SecretId: "s" }),
      "States.Runtime: Calls of secretsmanager need the package @aws-sdk/client-secrets-manager, " +
        "which is not installed beside this server: npm install @aws-sdk/client-secrets-manager",
    );
    assert.equal(
      await failureOf(runner, resource("s3:flyAway"), {}),
      "States.Runtime: s3 has no operation 'flyAway'.",
    );
  });

  it("fail when the client itself refuses", async () => {
    assert.match(
      await failureOf(runner, resource("s3:getObject"), { Bucket: "b" }),
      /^S3\.SdkClientException: .*Key/,
    );
    aws.answer = () => ({ body: "no JSON" });
    assert.match(
      await failureOf(runner, resource("dynamodb:listTables"), {}),
      /^DynamoDb\.\w+Exception: /,
    );
  });

  it("fail when the service cannot be reached", async () => {
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9";
    const away = createAwsSdkRunner(createCallAws({ ...settings, region: "eu-west-3" }));
    assert.equal(
      await failureOf(away, resource("dynamodb:listTables"), {}),
      "DynamoDb.SdkClientException: Unable to execute HTTP request: Connect to 127.0.0.1:9 failed: " +
        "Connection refused",
    );
    process.env["AWS_ENDPOINT_URL"] = aws.url;
  });
});
