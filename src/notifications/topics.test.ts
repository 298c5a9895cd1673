import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { openTestParts, type TestParts } from "./testing.ts";
import {
  changeTopicTags,
  createTopic,
  deleteTopic,
  getTopic,
  type NewTopic,
  setTopicAttribute,
} from "./topics.ts";

const ARN = "arn:aws:sns:us-east-1:000000000000:expenses";

describe("topics", () => {
  let parts: TestParts;
  before(async () => {
    parts = await openTestParts();
    await createTopic(parts, {
      name: "expenses",
      attributes: { DisplayName: "Expenses" },
      tags: { team: "finance" },
    });
  });

  const create = (wanted: NewTopic) => createTopic(parts, wanted);
  const refused = (text: string) => ({ name: "NotificationError", message: text });

  test("are created once: what is asked for again is there already", async () => {
    assert.equal(await create({ name: "expenses" }), ARN);
    assert.equal(await create({ name: "expenses", attributes: { DisplayName: "Expenses" } }), ARN);
    assert.equal((await parts.store.listTopics({ limit: 10 })).length, 1);
  });

  test("are created once, also by two callers at the same moment", async () => {
    const wanted = { name: "race", attributes: { DisplayName: "Race" } };
    const arns = await Promise.all([create(wanted), create(wanted)]);
    assert.equal(arns[0], arns[1]);
  });

  test("cannot be created again with other attributes or tags", async () => {
    await assert.rejects(
      create({ name: "expenses", attributes: { DisplayName: "Travel" } }),
      refused(
        "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
      ),
    );
    await assert.rejects(
      create({ name: "expenses", tags: { team: "sales" } }),
      refused("Invalid parameter: Tags Reason: Topic already exists with different tags"),
    );
  });

  test("have names of letters, digits, hyphens and underscores", async () => {
    for (const name of ["", "a b", "a.fifo", "ü", "a".repeat(257), "a:b"]) {
      await assert.rejects(create({ name }), refused("Invalid parameter: Topic Name"));
    }
  });

  test("refuse attributes that this server would not honour, and say so", async () => {
    const set = (name: string, value: string) =>
      setTopicAttribute(parts, { topicArn: ARN, name, value });
    await assert.rejects(
      set("KmsMasterKeyId", "alias/aws/sns"),
      refused(
        "Invalid parameter: KmsMasterKeyId Reason: encryption with KMS is not supported by this server",
      ),
    );
    await assert.rejects(set("FifoTopic", "true"), /FIFO topics are not supported/);
    await assert.rejects(set("HTTPSuccessFeedbackRoleArn", "arn:x"), /delivery status logging/);
    await assert.rejects(set("Nonsense", "x"), refused("Invalid parameter: AttributeName"));
    await assert.rejects(set("Policy", "{"), refused("Invalid parameter: Policy"));
    await assert.rejects(set("DisplayName", "a\r\nb"), refused("Invalid parameter: DisplayName"));
    await set("FifoTopic", "false");
    await set("SignatureVersion", "2");
    assert.deepEqual(JSON.parse((await getTopic(parts, ARN)).attributes), {
      DisplayName: "Expenses",
      SignatureVersion: "2",
    });
    await set("SignatureVersion", "");
    assert.deepEqual(JSON.parse((await getTopic(parts, ARN)).attributes), {
      DisplayName: "Expenses",
    });
  });

  test("carry tags, which change without touching attributes", async () => {
    await changeTopicTags(parts, ARN, {
      set: { team: "travel", __proto__x: "1" },
      remove: ["__proto__x"],
    });
    const topic = await getTopic(parts, ARN);
    assert.deepEqual(JSON.parse(topic.tags), { team: "travel" });
    assert.deepEqual(JSON.parse(topic.attributes), { DisplayName: "Expenses" });
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]));
    await assert.rejects(create({ name: "tagged", tags: many }), { code: "TagLimitExceeded" });
  });

  test("lose no change when many are made at once", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `k${index}`);
    await Promise.all([
      ...names.map((name) => changeTopicTags(parts, ARN, { set: { [name]: "v" } })),
      setTopicAttribute(parts, { topicArn: ARN, name: "DisplayName", value: "Many" }),
    ]);
    const { attributes, tags } = await getTopic(parts, ARN);
    assert.ok(
      names.every((name) => name in JSON.parse(tags)),
      tags,
    );
    assert.equal(JSON.parse(attributes).DisplayName, "Many");
  });

  test("are found by ARNs of this server only", async () => {
    const get = (arn: string) => getTopic(parts, arn);
    const elements =
      "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1";
    await assert.rejects(get("expenses"), refused(elements));
    const foreign = "arn:aws:sns:eu-west-1:000000000000:expenses";
    await assert.rejects(get(foreign), refused("Invalid parameter: TopicArn"));
    await assert.rejects(get(`${ARN}:x`), refused("Invalid parameter: TopicArn"));
    await assert.rejects(get(`${ARN}-2`), {
      code: "NotFound",
      status: 404,
      message: "Topic does not exist",
    });
  });

  test("can be deleted, also when they are not there", async () => {
    await create({ name: "gone" });
    await deleteTopic(parts, `${ARN.replace("expenses", "gone")}`);
    await deleteTopic(parts, `${ARN.replace("expenses", "gone")}`);
    assert.equal(await parts.store.findTopic("gone"), undefined);
  });
});
