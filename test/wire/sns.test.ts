// SNS as its real client sees it, with a real subscriber at the other end of an HTTP connection.

import assert from "node:assert/strict";
import { verify, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  PublishBatchCommand,
  PublishCommand,
  paginateListTopics,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { type Server, startServer } from "../../src/server.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { query } from "../support/topics.ts";

interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Whatever is logged as an error fails the test that caused it. */
const LOG = {
  debug() {},
  info() {},
  warn() {},
  error(fields: object, message: string) {
    throw new Error(`an error was logged: ${message}`, { cause: fields });
  },
};

function configOf(dataDirectory: string, smtpUrl: string): Config {
  const flags = { port: "0", data: dataDirectory, "smtp-url": smtpUrl };
  const parsed = parseConfig(flags, {});
  assert.ok("config" in parsed);
  return parsed.config;
}

describe("SNS for its own client", () => {
  let server: Server;
  let dataDirectory = "";
  let smtp: SmtpSink;
  let sns: SNSClient;
  /** What the subscriber got, and who waits for the next. */
  const posted: Posted[] = [];
  let next = Promise.withResolvers<Posted>();
  const subscriber = createServer(async (request, response) => {
    const post = { headers: request.headers, body: await text(request) };
    response.end();
    posted.push(post);
    next.resolve(post);
    next = Promise.withResolvers();
  });
  let endpoint = "";

  before(async () => {
    smtp = await startSmtpSink();
    dataDirectory = await mkdtemp(join(tmpdir(), "countersign-sns-"));
    server = await startServer({ config: configOf(dataDirectory, smtp.url), log: LOG });
    sns = new SNSClient({
      endpoint: server.address,
      region: "us-east-1",
      credentials: { accessKeyId: "AKID", secretAccessKey: "secret" },
      maxAttempts: 1,
    });
    subscriber.listen(0, "127.0.0.1");
    await once(subscriber, "listening");
    endpoint = `http://127.0.0.1:${(subscriber.address() as AddressInfo).port}/hook`;
  });
  after(async () => {
    sns.destroy();
    await server.stop();
    await rm(dataDirectory, { recursive: true });
    await smtp.close();
    subscriber.closeAllConnections();
    subscriber.close();
  });

  async function createTopic(Name: string): Promise<string> {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }));
    assert.equal(TopicArn, `arn:aws:sns:us-east-1:000000000000:${Name}`);
    return TopicArn;
  }

  const get = async (url: string, method = "GET") => {
    const response = await fetch(url, { method });
    return { status: response.status, body: await response.text() };
  };

  /** Subscribes the HTTP endpoint and follows the link that it gets. Answers the ARN. */
  async function subscribeHttp(TopicArn: string, query = ""): Promise<string> {
    const arrival = next.promise;
    const Endpoint = `${endpoint}${query}`;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint }));
    const { SubscribeURL } = JSON.parse((await arrival).body);
    const { status, body } = await get(SubscribeURL);
    assert.equal(status, 200);
    return /<SubscriptionArn>([^<]+)</.exec(body)?.[1] ?? "";
  }

  async function verifyDocument(body: string, names: readonly string[]): Promise<void> {
    const document = JSON.parse(body) as Record<string, string>;
    const canonical = names.map((name) => `${name}\n${document[name]}\n`).join("");
    const pem = (await get(document["SigningCertURL"] ?? "")).body;
    const { publicKey } = new X509Certificate(pem);
    const signature = Buffer.from(document["Signature"] ?? "", "base64");
    assert.ok(verify("RSA-SHA1", Buffer.from(canonical), publicKey, signature));
  }

  test("topics are created, described, changed, tagged and deleted", async () => {
    const created = await sns.send(
      new CreateTopicCommand({
        Name: "life",
        Attributes: { DisplayName: "Life & Limb <1>" },
        Tags: [{ Key: "team", Value: "a" }],
      }),
    );
    const { TopicArn } = created;
    await sns.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: "SignatureVersion",
        AttributeValue: "2",
      }),
    );
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    assert.equal(Attributes?.["DisplayName"], "Life & Limb <1>");
    assert.equal(Attributes["SignatureVersion"], "2");
    assert.equal(Attributes["Owner"], "000000000000");
    assert.equal(Attributes["SubscriptionsConfirmed"], "0");
    assert.equal(JSON.parse(Attributes["Policy"] ?? "").Id, "__default_policy_ID");
    assert.equal(
      JSON.parse(Attributes["EffectiveDeliveryPolicy"] ?? "").http.defaultHealthyRetryPolicy
        .numRetries,
      3,
    );
    const Tags = [{ Key: "cost", Value: "1" }];
    await sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags }));
    await sns.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ["team"] }));
    const tagged = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    assert.deepEqual(tagged.Tags, Tags);
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    await assert.rejects(sns.send(new GetTopicAttributesCommand({ TopicArn })), {
      name: "NotFoundException",
      message: "Topic does not exist",
    });
    await assert.rejects(sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn })), {
      name: "ResourceNotFoundException",
    });
  });

  test("topics are listed in pages of a hundred", async () => {
    const names = Array.from(
      { length: 101 },
      (_, index) => `page-${String(index).padStart(3, "0")}`,
    );
    await Promise.all(names.map(createTopic));
    const sizes: number[] = [];
    const arns: string[] = [];
    for await (const { Topics = [] } of paginateListTopics({ client: sns }, {})) {
      sizes.push(Topics.length);
      arns.push(...Topics.map(({ TopicArn = "" }) => TopicArn));
    }
    assert.equal(sizes[0], 100);
    assert.equal(new Set(arns).size, arns.length);
    for (const name of names) assert.ok(arns.some((arn) => arn.endsWith(`:${name}`)));
    await assert.rejects(
      query(server.address, { Action: "ListTopics", NextToken: "?!" }),
      /NextToken/,
    );
  });

  test("a program subscribes, gets signed messages, and leaves", async () => {
    const TopicArn = await createTopic("machines");
    const arn = await subscribeHttp(TopicArn);
    const asked = posted.at(-1) ?? assert.fail();
    assert.equal(asked.headers["x-amz-sns-message-type"], "SubscriptionConfirmation");
    await verifyDocument(asked.body, [
      "Message",
      "MessageId",
      "SubscribeURL",
      "Timestamp",
      "Token",
      "TopicArn",
      "Type",
    ]);
    const arrival = next.promise;
    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn,
        Message: "Grüße & <Küsse>",
        Subject: "Hello",
        MessageAttributes: { n: { DataType: "Number", StringValue: "1" } },
      }),
    );
    const { headers, body } = await arrival;
    assert.equal(headers["x-amz-sns-message-type"], "Notification");
    assert.equal(headers["x-amz-sns-message-id"], MessageId);
    assert.equal(headers["x-amz-sns-subscription-arn"], arn);
    assert.equal(headers["content-type"], "text/plain; charset=UTF-8");
    const document = JSON.parse(body);
    assert.equal(document.Message, "Grüße & <Küsse>");
    assert.deepEqual(document.MessageAttributes, { n: { Type: "Number", Value: "1" } });
    await verifyDocument(body, [
      "Message",
      "MessageId",
      "Subject",
      "Timestamp",
      "TopicArn",
      "Type",
    ]);
    assert.equal((await get(document.UnsubscribeURL)).status, 200);
    const left = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    assert.deepEqual(left.Subscriptions, []);
  });

  test("a program may ask for the bare message", async () => {
    const TopicArn = await createTopic("raw");
    const SubscriptionArn = await subscribeHttp(TopicArn, "?raw");
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: "RawMessageDelivery",
        AttributeValue: "true",
      }),
    );
    const { Attributes } = await sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn }),
    );
    assert.equal(Attributes?.["RawMessageDelivery"], "true");
    assert.equal(Attributes["PendingConfirmation"], "false");
    const arrival = next.promise;
    await sns.send(new PublishCommand({ TopicArn, Message: "bare" }));
    const { headers, body } = await arrival;
    assert.equal(body, "bare");
    assert.equal(headers["x-amz-sns-rawdelivery"], "true");
  });

  test("a person is asked by mail, and no link alone answers for them", async () => {
    const TopicArn = await createTopic("people");
    const request = { TopicArn, Protocol: "email", Endpoint: "boss@example.com" };
    const pending = await sns.send(new SubscribeCommand(request));
    assert.equal(pending.SubscriptionArn, "pending confirmation");
    await smtp.waitFor(() => smtp.mails.length === 1);
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({ ...request, ReturnSubscriptionArn: true }),
    );
    const listed = await sns.send(new ListSubscriptionsCommand({}));
    assert.ok(
      listed.Subscriptions?.some(
        ({ SubscriptionArn: arn, Endpoint }) =>
          arn === "PendingConfirmation" && Endpoint === "boss@example.com",
      ),
    );
    await assert.rejects(sns.send(new UnsubscribeCommand({ SubscriptionArn })), {
      name: "InvalidParameterException",
      message: /Cannot unsubscribe a subscription that is pending confirmation/,
    });
    // The second mail's token is the one that counts.
    await smtp.waitFor(() => smtp.mails.length === 2);
    const Token = /Token=([\w-]+)/.exec(smtp.mails.at(-1)?.text ?? "")?.[1] ?? "";
    const link = `${server.address}/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=${Token}`;
    const { status, body } = await get(link);
    assert.equal(status, 403);
    assert.match(body, /<Code>AuthorizationError<\/Code>.*\/subscriptions\/confirm\?/s);
    for (const method of ["HEAD", "OPTIONS"]) await get(link, method);
    const { Attributes } = await sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn }),
    );
    assert.equal(Attributes?.["PendingConfirmation"], "true");

    const confirmed = await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    assert.equal(confirmed.SubscriptionArn, SubscriptionArn);
    await sns.send(new PublishCommand({ TopicArn, Message: "Dear boss", Subject: "For you" }));
    const mail = await smtp.waitFor(({ subject }) => subject === "For you");
    assert.match(mail.text ?? "", /^Dear boss\n\n--\n/);
    const leave = `${server.address}/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}`;
    assert.equal((await get(leave)).status, 403);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await assert.rejects(sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })), {
      name: "NotFoundException",
      message: "Subscription does not exist",
    });
  });

  test("nothing but SNS's two links is called by GET", async () => {
    const TopicArn = await createTopic("kept");
    const { status } = await get(`${server.address}/?Action=DeleteTopic&TopicArn=${TopicArn}`);
    assert.ok(status >= 400);
    await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  });

  test("a batch tells of every entry", async () => {
    const TopicArn = await createTopic("batch");
    const batch = (ids: readonly string[], Message = "m") =>
      sns.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: ids.map((Id) => ({ Id, Message })),
        }),
      );
    const { Successful, Failed } = await sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: "good", Message: "m" },
          { Id: "bad", Message: "m", Subject: "two\nlines" },
        ],
      }),
    );
    assert.deepEqual(
      Successful?.map(({ Id }) => Id),
      ["good"],
    );
    assert.deepEqual(Failed, [
      {
        Id: "bad",
        Code: "InvalidParameter",
        Message: "Invalid parameter: Subject",
        SenderFault: true,
      },
    ]);
    const eleven = Array.from({ length: 11 }, (_, index) => `id${index}`);
    await assert.rejects(batch(eleven), { name: "TooManyEntriesInBatchRequestException" });
    await assert.rejects(batch([]), { name: "EmptyBatchRequestException" });
    await assert.rejects(batch(["a", "a"]), { name: "BatchEntryIdsNotDistinctException" });
    await assert.rejects(batch(["a b"]), { name: "InvalidBatchEntryIdException" });
    await assert.rejects(batch(["a", "b"], "m".repeat(131_073)), {
      name: "BatchRequestTooLongException",
    });
  });

  test("what cannot be is refused in SNS's own terms", async () => {
    const TopicArn = await createTopic("strict");
    const invalid = (message: string) => ({
      name: "InvalidParameterException",
      message: `Invalid parameter: ${message}`,
    });
    const publish = (input: object) =>
      sns.send(new PublishCommand({ TopicArn, Message: "m", ...input }));
    await assert.rejects(publish({ Message: "" }), invalid("Empty message"));
    await assert.rejects(publish({ Message: "m".repeat(262_145) }), invalid("Message too long"));
    await assert.rejects(
      publish({ MessageStructure: "json", Message: "{}" }),
      invalid("Message Structure - No default entry in JSON message body"),
    );
    await assert.rejects(publish({ TopicArn: `${TopicArn}-2` }), { name: "NotFoundException" });
    const empty = { x: { DataType: "String", StringValue: "" } };
    await assert.rejects(publish({ MessageAttributes: empty }), {
      name: "InvalidParameterValueException",
    });
    await assert.rejects(sns.send(new CreateTopicCommand({ Name: "a b" })), invalid("Topic Name"));
    const Attributes = { FilterPolicy: '{"a":["b"]}' };
    const Endpoint = "https://example.com";
    await assert.rejects(
      sns.send(new SubscribeCommand({ TopicArn, Protocol: "https", Endpoint, Attributes })),
      invalid("FilterPolicy Reason: filter policies are not supported by this server"),
    );
    await assert.rejects(
      sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: "forged" })),
      invalid("Token"),
    );
  });
});
