import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  confirmSubscription,
  getSubscriptionByToken,
  setSubscriptionAttribute,
  subscribe,
  unsubscribe,
  unsubscribeByLink,
} from "./subscriptions.ts";
import {
  httpOf,
  listAllDeliveries,
  mailOf,
  openTestParts,
  PUBLIC_URL,
  type TestParts,
  tokenIn,
} from "./testing.ts";
import { createTopic } from "./topics.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:expenses";
const DAY_MS = 86_400_000;

describe("subscriptions", () => {
  let parts: TestParts;
  beforeEach(async () => {
    parts = await openTestParts();
    await createTopic(parts, { name: "expenses" });
    await createTopic(parts, { name: "other" });
  });

  const add = (protocol: string, endpoint: string, attributes: Record<string, string> = {}) =>
    subscribe(parts, { topicArn: TOPIC, protocol, endpoint, attributes });
  const lastMail = async () => mailOf((await listAllDeliveries(parts.store))[0]);
  const refused = (text: string) => ({ name: "NotificationError", message: text });

  async function addConfirmed(endpoint = "a@example.com") {
    await add("email", endpoint);
    const token = tokenIn((await lastMail()).text);
    return confirmSubscription(parts, { topicArn: TOPIC, token });
  }

  test("ask a new e-mail address by a mail whose link leads to a page", async () => {
    const subscription = await add("email", "a+b@example.com");
    assert.equal(subscription.confirmedAt, null);
    const [delivery] = await listAllDeliveries(parts.store);
    assert.equal(delivery?.kind, "confirmation");
    assert.equal(delivery.status, "queued");
    assert.equal(delivery.subscriptionId, subscription.id);
    const mail = mailOf(delivery);
    assert.equal(mail.subject, "AWS Notification - Subscription Confirmation");
    const token = tokenIn(mail.text);
    const link = `${PUBLIC_URL}/subscriptions/confirm?TopicArn=${TOPIC}&Token=${token}`;
    assert.ok(mail.text.includes(`\n${link}&Endpoint=a%2Bb%40example.com\n`), mail.text);
    assert.doesNotMatch(JSON.stringify(subscription), new RegExp(token), "only its hash is kept");
  });

  test("are one for an address that is subscribed many times at once", async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => add("email", "a@example.com")));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    assert.equal((await parts.store.listSubscriptions({}, { limit: 10 })).length, 1);
  });

  test("ask programs by a signed document whose link acts at once", async () => {
    await add("https", "https://example.com/hook");
    const content = httpOf((await listAllDeliveries(parts.store))[0]);
    assert.equal(content.headers["x-amz-sns-message-type"], "SubscriptionConfirmation");
    const document = JSON.parse(content.body) as Record<string, string>;
    assert.deepEqual(Object.keys(document), [
      "Type",
      "MessageId",
      "Token",
      "TopicArn",
      "Message",
      "SubscribeURL",
      "Timestamp",
      "SignatureVersion",
      "Signature",
      "SigningCertURL",
    ]);
    assert.equal(
      document["SubscribeURL"],
      `${PUBLIC_URL}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${document["Token"]}`,
    );
    assert.equal(document["SigningCertURL"], `${PUBLIC_URL}/sns/signing-certificate.pem`);
  });

  test("count from the confirmation on, and confirming again changes nothing", async () => {
    await add("email", "a@example.com");
    const token = tokenIn((await lastMail()).text);
    assert.equal((await parts.store.listConfirmedSubscriptions("expenses")).length, 0);
    const request = { topicArn: TOPIC, token };
    assert.equal((await getSubscriptionByToken(parts, request)).confirmedAt, null);
    const confirmed = await confirmSubscription(parts, request);
    assert.equal(confirmed.confirmedAt, parts.time.now);
    parts.time.now += 30 * DAY_MS;
    assert.deepEqual(await confirmSubscription(parts, request), confirmed);
    assert.equal((await parts.store.listConfirmedSubscriptions("expenses")).length, 1);
  });

  test("are confirmed by a token of that topic that is not older than two days", async () => {
    await add("email", "a@example.com");
    const token = tokenIn((await lastMail()).text);
    const other = TOPIC.replace("expenses", "other");
    const invalid = refused("Invalid parameter: Token");
    await assert.rejects(confirmSubscription(parts, { topicArn: other, token }), invalid);
    const cut = token.slice(1);
    await assert.rejects(confirmSubscription(parts, { topicArn: TOPIC, token: cut }), invalid);
    parts.time.now += 2 * DAY_MS;
    await assert.rejects(confirmSubscription(parts, { topicArn: TOPIC, token }), /has expired/);
  });

  test("of the same address are one: a pending one is asked again, a confirmed one is not", async () => {
    const first = await add("email", "a@example.com");
    const second = await add("email", "a@example.com");
    assert.equal(second.id, first.id);
    assert.equal((await listAllDeliveries(parts.store)).length, 2);
    const token = tokenIn((await lastMail()).text);
    await confirmSubscription(parts, { topicArn: TOPIC, token });
    assert.equal((await add("email", "a@example.com")).id, first.id);
    assert.equal((await listAllDeliveries(parts.store)).length, 2);
    assert.equal((await parts.store.listSubscriptions({}, { limit: 10 })).length, 1);
  });

  test("of the same address with other attributes are refused", async () => {
    await add("http", "http://example.com/");
    await assert.rejects(
      add("http", "http://example.com/", { RawMessageDelivery: "true" }),
      refused(
        "Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
      ),
    );
  });

  test("check the address against the protocol, in SNS's words", async () => {
    const cases: [string, string, string][] = [
      ["pigeon", "loft", "Amazon SNS does not support this protocol string: pigeon"],
      ["sqs", "arn:aws:sqs:x", "Protocol Reason: sqs is not supported by this server"],
      ["email", "nobody", "Email address"],
      ["email", "a@example.com, b@example.com", "Email address"],
      ["email", "A <a@example.com>", "Email address"],
      ["email", "a@example.com\r\nBcc: b@example.com", "Email address"],
      ["email-json", `${"a".repeat(251)}@b.c`, "Email address"],
      ["http", "https://example.com/", "Endpoint must match the specified protocol"],
      ["https", "https://", "Endpoint Reason: Invalid URL"],
    ];
    for (const [protocol, endpoint, text] of cases) {
      await assert.rejects(add(protocol, endpoint), refused(`Invalid parameter: ${text}`));
    }
    assert.equal((await listAllDeliveries(parts.store)).length, 0);
  });

  test("refuse attributes that this server would not honour, and say so", async () => {
    const policy = add("http", "http://example.com/", { FilterPolicy: '{"a":["b"]}' });
    await assert.rejects(
      policy,
      refused(
        "Invalid parameter: FilterPolicy Reason: filter policies are not supported by this server",
      ),
    );
    await assert.rejects(
      add("email", "a@example.com", { RawMessageDelivery: "true" }),
      /Delivery protocol \[email\] does not support raw message delivery/,
    );
    const { id } = await add("http", "http://example.com/", { FilterPolicy: "{}" });
    const subscriptionArn = `${TOPIC}:${id}`;
    const set = (value: string) =>
      setSubscriptionAttribute(parts, { subscriptionArn, name: "RawMessageDelivery", value });
    await assert.rejects(
      set("yes"),
      refused("Invalid parameter: RawMessageDelivery: Invalid value [yes]. Must be true or false."),
    );
    await set("true");
    const stored = await parts.store.findSubscription(id);
    assert.equal(stored?.attributes, '{"RawMessageDelivery":"true"}');
  });

  test("stay confirmed, and stay ended, whatever happens at the same moment", async () => {
    await add("http", "http://example.com/");
    const [delivery] = await listAllDeliveries(parts.store);
    const token = JSON.parse(httpOf(delivery).body).Token as string;
    const [confirmed] = await Promise.all([
      confirmSubscription(parts, { topicArn: TOPIC, token }),
      add("http", "http://example.com/").catch(() => undefined),
    ]);
    const subscriptionArn = `${TOPIC}:${confirmed.id}`;
    assert.notEqual((await parts.store.findSubscription(confirmed.id))?.confirmedAt, null);
    const name = "RawMessageDelivery";
    await Promise.all([
      unsubscribe(parts, subscriptionArn),
      assert.rejects(setSubscriptionAttribute(parts, { subscriptionArn, name, value: "true" })),
    ]);
    assert.equal(await parts.store.findSubscription(confirmed.id), undefined);
  });

  test("need a topic", async () => {
    const topicArn = `${TOPIC}-2`;
    const request = { topicArn, protocol: "email", endpoint: "a@example.com" };
    await assert.rejects(subscribe(parts, request), { code: "NotFound", status: 404 });
  });

  test("end when somebody says so, once they are confirmed", async () => {
    const { id } = await add("email", "a@example.com");
    await assert.rejects(
      unsubscribe(parts, `${TOPIC}:${id}`),
      /Cannot unsubscribe a subscription that is pending confirmation/,
    );
    const token = tokenIn((await lastMail()).text);
    await confirmSubscription(parts, { topicArn: TOPIC, token });
    await unsubscribe(parts, `${TOPIC}:${id}`);
    await unsubscribe(parts, `${TOPIC}:${id}`);
    assert.equal(await parts.store.findSubscription(id), undefined);
  });

  test("are only ended by their whole ARN", async () => {
    const { id } = await addConfirmed();
    const end = (arn: string) => unsubscribe(parts, arn);
    const invalid = (text: string) => refused(`Invalid parameter: ${text}`);
    const elements = "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1";
    await assert.rejects(end(id), invalid(elements));
    await assert.rejects(end(`${TOPIC}:x`), invalid("SubscriptionId"));
    await assert.rejects(end(`${TOPIC}:${id}:x`), invalid("SubscriptionArn"));
    await end(`${TOPIC.replace("expenses", "other")}:${id}`);
    assert.notEqual(await parts.store.findSubscription(id), undefined);
  });

  test("confirmed with AuthenticateOnUnsubscribe are not ended by a link", async () => {
    await add("email", "a@example.com");
    const token = tokenIn((await lastMail()).text);
    const request = { topicArn: TOPIC, token, authenticateOnUnsubscribe: true };
    const { id } = await confirmSubscription(parts, request);
    await assert.rejects(unsubscribeByLink(parts, `${TOPIC}:${id}`), {
      code: "AuthorizationError",
      status: 403,
    });
    await unsubscribe(parts, `${TOPIC}:${id}`);
    assert.equal(await parts.store.findSubscription(id), undefined);
  });

  test("ask by a mail that is in the mailbox at once when there is no SMTP server", async () => {
    parts = await openTestParts({ hasMailTransport: false });
    await createTopic(parts, { name: "expenses" });
    await add("email", "a@example.com");
    const [delivery] = await listAllDeliveries(parts.store);
    assert.deepEqual(
      { status: delivery?.status, attempts: delivery?.attempts, dueAt: delivery?.dueAt },
      { status: "sent", attempts: 1, dueAt: null },
    );
    assert.equal(await parts.store.nextDeliveryAt(), undefined);
  });
});
