import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../../base/json.ts";
import { ApiError } from "../api-error.ts";
import type { Operation } from "../operation.ts";
import snsModel from "../sns/generated/model.json" with { type: "json" };
import { createAwsQueryHandler } from "./aws-query.ts";
import { createAuthenticator } from "./signature-v4.ts";

const XMLNS = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
const silent = () => undefined;
const CREDENTIALS = { accessKeyId: "AKID", secretAccessKey: "secret" };

async function call(
  form: Record<string, string>,
  operation: Operation = async () => ({}),
  options: { method?: string; credentials?: typeof CREDENTIALS; type?: string } = {},
) {
  const handle = createAwsQueryHandler({
    model: snsModel,
    operations: new Map([[form["Action"] ?? "", operation]]),
    linkOperations: new Map([["ConfirmSubscription", operation]]),
    authenticate: createAuthenticator(options.credentials, Date.now),
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const fields = new URLSearchParams({ Version: "2010-03-31", ...form }).toString();
  const isGet = options.method === "GET";
  const answer = await handle({
    method: options.method ?? "POST",
    url: isGet ? `/?${fields}` : "/",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: isGet ? new Uint8Array() : Buffer.from(fields),
  });
  const requestId = answer.headers["x-amzn-requestid"] ?? "";
  return { ...answer, body: answer.body.trim().replaceAll(requestId, "ID") };
}

async function inputOf(form: Record<string, string>): Promise<JsonObject> {
  let seen: JsonObject = {};
  const { status, body } = await call(form, async (input) => {
    seen = input;
    return {};
  });
  assert.equal(status, 200, body);
  return seen;
}

describe("AWS Query", () => {
  it("reads maps, lists, structures and Base64", async () => {
    const input = await inputOf({
      Action: "PublishBatch",
      TopicArn: "arn",
      "PublishBatchRequestEntries.member.2.Id": "two",
      "PublishBatchRequestEntries.member.2.Message": "b",
      "PublishBatchRequestEntries.member.1.Id": "one",
      "PublishBatchRequestEntries.member.1.Message": "a",
      "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name": "n",
      "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.DataType": "Binary",
      "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.BinaryValue": "AAE=",
    });
    const MessageAttributes = { n: { DataType: "Binary", BinaryValue: "AAE=" } };
    assert.deepEqual(input, {
      TopicArn: "arn",
      PublishBatchRequestEntries: [
        { Id: "one", Message: "a", MessageAttributes },
        { Id: "two", Message: "b" },
      ],
    });
  });

  it("reads maps under the names of the model, truth values and empty lists", async () => {
    assert.deepEqual(
      await inputOf({
        Action: "Subscribe",
        TopicArn: "arn",
        Protocol: "email",
        ReturnSubscriptionArn: "true",
        "Attributes.entry.1.key": "__proto__",
        "Attributes.entry.1.value": "own",
        Unknown: "field",
      }),
      {
        TopicArn: "arn",
        Protocol: "email",
        ReturnSubscriptionArn: true,
        Attributes: JSON.parse('{"__proto__":"own"}'),
      },
    );
    assert.deepEqual(await inputOf({ Action: "CreateTopic", Name: "n", Tags: "" }), {
      Name: "n",
      Tags: [],
    });
  });

  it("lets a GET do what a link stands for", async () => {
    let seen: JsonObject = {};
    const operation: Operation = async (input) => {
      seen = input;
      return { SubscriptionArn: "arn" };
    };
    const form = { Action: "ConfirmSubscription", TopicArn: "t", Token: "x" };
    const { status } = await call(form, operation, { method: "GET" });
    assert.equal(status, 200);
    assert.deepEqual(seen, { TopicArn: "t", Token: "x" });
  });

  it("lets a GET do nothing else", async () => {
    const called: string[] = [];
    const operation: Operation = async () => {
      called.push("ListTopics");
      return {};
    };
    const { status, body } = await call({ Action: "ListTopics" }, operation, { method: "GET" });
    assert.equal(status, 400);
    assert.match(body, /<Code>InvalidAction<\/Code><Message>ListTopics cannot be called by GET/);
    assert.deepEqual(called, []);
  });

  it("answers in XML by the model", async () => {
    const { headers, body } = await call({ Action: "ListTopics" }, async () => ({
      Topics: [{ TopicArn: "a" }, { TopicArn: "b" }],
      NextToken: "<&>",
    }));
    assert.equal(headers["content-type"], "text/xml");
    assert.equal(
      body,
      `<ListTopicsResponse ${XMLNS}><ListTopicsResult><Topics><member><TopicArn>a</TopicArn>` +
        "</member><member><TopicArn>b</TopicArn></member></Topics>" +
        "<NextToken>&lt;&amp;&gt;</NextToken></ListTopicsResult>" +
        "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></ListTopicsResponse>",
    );
  });

  it("writes maps as entries and what XML cannot hold as U+FFFD", async () => {
    const { body } = await call({ Action: "GetTopicAttributes", TopicArn: "t" }, async () => ({
      Attributes: { DisplayName: "a\u0000b\ud800c\r😀" },
    }));
    assert.match(
      body,
      /<Attributes><entry><key>DisplayName<\/key><value>a\ufffdb\ufffdc&#xD;😀<\/value><\/entry>/u,
    );
  });

  it("answers operations without a result, and those with an empty one, as AWS does", async () => {
    const metadata = "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>";
    assert.equal(
      (await call({ Action: "DeleteTopic", TopicArn: "t" })).body,
      `<DeleteTopicResponse ${XMLNS}>${metadata}</DeleteTopicResponse>`,
    );
    assert.equal(
      (await call({ Action: "UntagResource", ResourceArn: "t", "TagKeys.member.1": "k" })).body,
      `<UntagResourceResponse ${XMLNS}><UntagResourceResult/>${metadata}</UntagResourceResponse>`,
    );
  });

  it("answers errors under their code and status", async () => {
    const { status, body } = await call({ Action: "Publish", Message: "m" }, async () => {
      throw new ApiError("NotFound", "Topic does not exist", { status: 404 });
    });
    assert.equal(status, 404);
    assert.equal(
      body,
      `<ErrorResponse ${XMLNS}><Error><Type>Sender</Type><Code>NotFound</Code>` +
        "<Message>Topic does not exist</Message></Error><RequestId>ID</RequestId></ErrorResponse>",
    );
  });

  it("keeps the details of a bug to the log", async () => {
    const { status, body } = await call({ Action: "ListTopics" }, async () => {
      throw new Error("the inner workings");
    });
    assert.equal(status, 500);
    assert.match(body, /<Type>Receiver<\/Type><Code>InternalFailure<\/Code>/);
    assert.doesNotMatch(body, /inner workings/);
  });

  it("checks the input by the model", async () => {
    const missing = await call({ Action: "Publish" });
    assert.equal(missing.status, 400);
    assert.match(missing.body, /<Code>ValidationError<\/Code><Message>1 validation error detected/);
    assert.match(missing.body, /Value null at 'message' failed to satisfy constraint/);
    const wrong = await call({ Action: "Subscribe", ReturnSubscriptionArn: "maybe" });
    assert.match(wrong.body, /<Code>MalformedInput<\/Code>/);
  });

  it("tells unknown actions from those that this server does not have", async () => {
    const operation: Operation = async () => ({});
    const handle = (action: string) =>
      createAwsQueryHandler({
        model: snsModel,
        operations: new Map([["Publish", operation]]),
        linkOperations: new Map(),
        authenticate: createAuthenticator(undefined, Date.now),
        log: { debug: silent, info: silent, warn: silent, error: silent },
      })({
        method: "POST",
        url: "/",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: Buffer.from(action && `Action=${action}`),
      });
    assert.match((await handle("MakeCoffee")).body, /<Code>InvalidAction<\/Code>.*Could not find/);
    assert.match((await handle("constructor")).body, /Could not find operation constructor/);
    assert.match((await handle("GetSMSAttributes")).body, /not supported by this version/);
    assert.match((await handle("")).body, /<Code>MissingAction<\/Code>/);
  });

  it("lets unsigned calls do only what their input proves", async () => {
    const options = { credentials: CREDENTIALS };
    const confirm = { Action: "ConfirmSubscription", TopicArn: "t", Token: "x" };
    assert.equal((await call(confirm, async () => ({}), options)).status, 200);
    const denied = await call({ Action: "ListTopics" }, async () => ({}), options);
    assert.equal(denied.status, 403);
    assert.match(denied.body, /<Code>MissingAuthenticationToken<\/Code>/);
  });

  it("is not impressed by hostile field names", async () => {
    const deep = `Tags.${"member.1.".repeat(2000)}Key`;
    const input = await inputOf({
      Action: "CreateTopic",
      Name: "n",
      [deep]: "x",
      "Tags.member.999999999999.Key": "k",
      "Tags.member.-1.Key": "k",
    });
    assert.deepEqual(input, { Name: "n", Tags: [] });
  });
});
