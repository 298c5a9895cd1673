import assert from "node:assert/strict";
import { verify, X509Certificate } from "node:crypto";
import { beforeEach, describe, test } from "node:test";
import type { DeliveryRecord } from "../store/records.ts";
import type { OutgoingMessage, Publish } from "./message.ts";
import { createPublish } from "./publish.ts";
import { planSubscription } from "./subscriptions.ts";
import {
  httpOf,
  listAllDeliveries,
  mailOf,
  openTestParts,
  PUBLIC_URL,
  type TestParts,
} from "./testing.ts";
import { createTopic, setTopicAttribute } from "./topics.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:expenses";

describe("publish", () => {
  let parts: TestParts;
  let publish: Publish;
  beforeEach(async () => {
    parts = await openTestParts();
    publish = createPublish(parts);
    await createTopic(parts, { name: "expenses", attributes: { DisplayName: "Expenses" } });
  });

  /** Answers the id. */
  async function addConfirmed(
    protocol: string,
    endpoint: string,
    attributes: Record<string, string> = {},
  ): Promise<string> {
    const wanted = { topicName: "expenses", protocol, endpoint, attributes };
    const { subscription } = await planSubscription(parts, wanted);
    const confirmed = { ...subscription, confirmedAt: parts.time.now };
    await parts.commit([{ kind: "putSubscription", subscription: confirmed }]);
    return confirmed.id;
  }

  async function deliveriesOf(
    message: Partial<OutgoingMessage> = {},
  ): Promise<readonly DeliveryRecord[]> {
    const published = await publish({ topicArn: TOPIC, message: "Hello", ...message });
    return published.changes.flatMap((change) =>
      change.kind === "createDelivery" ? [change.delivery] : [],
    );
  }

  async function checkSignature(body: string, algorithm: string): Promise<void> {
    const document = JSON.parse(body) as Record<string, string>;
    const names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    const lines = names
      .filter((name) => document[name] !== undefined)
      .map((name) => `${name}\n${document[name]}\n`);
    const { publicKey } = new X509Certificate(await parts.signer.certificatePem());
    const signature = Buffer.from(document["Signature"] ?? "", "base64");
    assert.ok(verify(algorithm, Buffer.from(lines.join("")), publicKey, signature));
  }

  test("stores nothing by itself", async () => {
    await addConfirmed("email", "a@example.com");
    assert.equal((await deliveriesOf()).length, 1);
    assert.equal((await listAllDeliveries(parts.store)).length, 0);
  });

  test("reaches confirmed subscribers only", async () => {
    await addConfirmed("email", "a@example.com");
    const wanted = { topicName: "expenses", protocol: "email", endpoint: "pending@example.com" };
    await parts.commit((await planSubscription(parts, wanted)).changes);
    const endpoints = (await deliveriesOf()).map(({ endpoint }) => endpoint);
    assert.deepEqual(endpoints, ["a@example.com"]);
  });

  test("mails the message verbatim, with a way out that asks before it acts", async () => {
    const id = await addConfirmed("email", "a@example.com");
    const message = "Dear boss,\n  <b>750.50</b> & \u20ac?\n";
    const [delivery] = await deliveriesOf({ message, subject: "Approve?" });
    const mail = mailOf(delivery);
    assert.equal(mail.subject, "Approve?");
    assert.equal(mail.fromName, "Expenses");
    assert.equal(mail.html, undefined);
    const [text, footer = ""] = mail.text.split("\n\n--\n");
    assert.equal(text, message);
    const query = `SubscriptionArn=${TOPIC}:${id}&Endpoint=a%40example.com`;
    assert.ok(footer.includes(`\n${PUBLIC_URL}/subscriptions/unsubscribe?${query}\n`), footer);
    assert.doesNotMatch(footer, /Action=/);
  });

  test("mails without a subject under SNS's own", async () => {
    await addConfirmed("email", "a@example.com");
    const [delivery] = await deliveriesOf();
    assert.equal(mailOf(delivery).subject, "AWS Notification Message");
  });

  test("posts the document of SNS, signed, with its headers", async () => {
    const id = await addConfirmed("https", "https://example.com/hook");
    const attributes = { amount: { dataType: "Number", stringValue: "750.5" } };
    const [delivery] = await deliveriesOf({ subject: "Approve?", attributes });
    const { headers, body } = httpOf(delivery);
    const document = JSON.parse(body) as Record<string, string>;
    assert.deepEqual(headers, {
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": document["MessageId"],
      "x-amz-sns-topic-arn": TOPIC,
      "x-amz-sns-subscription-arn": `${TOPIC}:${id}`,
      "Content-Type": "text/plain; charset=UTF-8",
      "User-Agent": "Amazon Simple Notification Service Agent",
    });
    assert.deepEqual(Object.entries(document), [
      ["Type", "Notification"],
      ["MessageId", document["MessageId"]],
      ["TopicArn", TOPIC],
      ["Subject", "Approve?"],
      ["Message", "Hello"],
      ["Timestamp", "2024-09-25T14:30:00.123Z"],
      ["SignatureVersion", "1"],
      ["Signature", document["Signature"]],
      ["SigningCertURL", `${PUBLIC_URL}/sns/signing-certificate.pem`],
      ["UnsubscribeURL", `${PUBLIC_URL}/?Action=Unsubscribe&SubscriptionArn=${TOPIC}:${id}`],
      ["MessageAttributes", { amount: { Type: "Number", Value: "750.5" } }],
    ]);
    await checkSignature(body, "RSA-SHA1");
  });

  test("signs with SHA-256 where the topic says so", async () => {
    await setTopicAttribute(parts, { topicArn: TOPIC, name: "SignatureVersion", value: "2" });
    await addConfirmed("http", "http://example.com/hook");
    const [delivery] = await deliveriesOf();
    assert.equal(JSON.parse(httpOf(delivery).body).SignatureVersion, "2");
    await checkSignature(httpOf(delivery).body, "RSA-SHA256");
  });

  test("posts nothing but the message where raw delivery is asked for", async () => {
    await addConfirmed("http", "http://example.com/hook", { RawMessageDelivery: "true" });
    const { headers, body } = httpOf((await deliveriesOf())[0]);
    assert.equal(body, "Hello");
    assert.equal(headers["x-amz-sns-rawdelivery"], "true");
  });

  test("mails the same document to email-json", async () => {
    await addConfirmed("email-json", "a@example.com");
    const { text } = mailOf((await deliveriesOf())[0]);
    await checkSignature(text, "RSA-SHA1");
    assert.match(JSON.parse(text).UnsubscribeURL, /\/subscriptions\/unsubscribe\?/);
  });

  test("gives each protocol its own text, each signed as it is sent", async () => {
    await addConfirmed("email", "a@example.com");
    await addConfirmed("http", "http://example.com/hook");
    await addConfirmed("https", "https://example.com/hook");
    const message = JSON.stringify({ default: "for all", email: "for people", https: "for one" });
    const deliveries = await deliveriesOf({ message, messageStructure: "json" });
    const textOf = new Map(
      deliveries.map((delivery) => [
        delivery.channel,
        delivery.channel === "email"
          ? mailOf(delivery).text.split("\n")[0]
          : JSON.parse(httpOf(delivery).body).Message,
      ]),
    );
    assert.deepEqual(Object.fromEntries(textOf), {
      email: "for people",
      http: "for all",
      https: "for one",
    });
    for (const delivery of deliveries) {
      if (delivery.channel !== "email") await checkSignature(httpOf(delivery).body, "RSA-SHA1");
    }
  });

  test("takes along what the intake makes of the message", async () => {
    const setting = { kind: "createSetting" as const, key: "seen", value: "1" };
    const intake = async () => ({ changes: [setting], subject: "Expense of $750.50" });
    const published = await createPublish({ ...parts, intake })({
      topicArn: TOPIC,
      message: "Hello",
      subject: "Approve?",
    });
    assert.deepEqual(published.changes, [setting]);
    assert.equal(published.subject, "Expense of $750.50");
  });

  test("needs a topic and a good message", async () => {
    const request = { topicArn: `${TOPIC}-2`, message: "Hello" };
    await assert.rejects(publish(request), { code: "NotFound", message: "Topic does not exist" });
    await assert.rejects(publish({ topicArn: TOPIC, message: "" }), { code: "InvalidParameter" });
  });
});
