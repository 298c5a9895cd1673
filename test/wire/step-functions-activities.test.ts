// Step Functions as AWS's own client for JavaScript meets it: activities, and the tags of what has some.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  ListActivitiesCommand,
  ListTagsForResourceCommand,
  paginateListActivities,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sfn";
import { PASS, PREFIX, rejects, startStepFunctions } from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine } = server;

const create = (name: string, extra: object = {}) =>
  client.send(new CreateActivityCommand({ name, ...extra }));
const describeActivity = (activityArn: string) =>
  client.send(new DescribeActivityCommand({ activityArn }));
const deleteActivity = (activityArn: string) =>
  client.send(new DeleteActivityCommand({ activityArn }));
const tag = (resourceArn: string, tags: Tag[]) =>
  client.send(new TagResourceCommand({ resourceArn, tags }));
const tagsOf = async (resourceArn: string) =>
  (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;

const UNKNOWN = `${PREFIX}:activity:nobody`;

describe("activities", () => {
  it("are created once and described", async () => {
    const first = await create("review.v2", { tags: [{ key: "a", value: "1" }] });
    assert.equal(first.activityArn, `${PREFIX}:activity:review.v2`);
    const again = await create("review.v2", { tags: [{ key: "b", value: "2" }] });
    assert.deepEqual(again.creationDate, first.creationDate);
    assert.deepEqual(await tagsOf(first.activityArn), [{ key: "a", value: "1" }]);
    const { $metadata: _, ...described } = await describeActivity(first.activityArn);
    assert.deepEqual(described, {
      activityArn: first.activityArn,
      name: "review.v2",
      creationDate: first.creationDate,
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    });
  });

  it("are refused under impossible names and with keys of the customer", async () => {
    for (const character of ' *?<>{}[]"#%\\^|~`$&,;:/') {
      const name = `activity${character}name`;
      await rejects(create(name), "InvalidName", `Invalid Name: '${name}'`);
    }
    await rejects(create("x".repeat(81)), "ValidationException", /at 'name'/);
    const encryptionConfiguration = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key" };
    await rejects(
      create("encrypted", { encryptionConfiguration }),
      "InvalidEncryptionConfiguration",
      /not supported/,
    );
    const tags = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "" }));
    await rejects(create("tagged", { tags }), "TooManyTags", /50/);
  });

  it("are gone when they are deleted, and deleting them again is no error", async () => {
    const { activityArn = "" } = await create("short-lived");
    await deleteActivity(activityArn);
    await deleteActivity(activityArn);
    for (const missing of [activityArn, UNKNOWN]) {
      await rejects(
        describeActivity(missing),
        "ActivityDoesNotExist",
        `Activity Does Not Exist: '${missing}'`,
      );
    }
    for (const send of [describeActivity, deleteActivity]) {
      await rejects(send("x"), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'");
      await rejects(send(`${PREFIX}:execution:M:E`), "InvalidArn", /context: execution'$/);
    }
  });

  it("are listed by name, page by page", async () => {
    for (const name of ["list-b", "list-c", "list-a"]) await create(name);
    const listed: string[] = [];
    for await (const { activities = [] } of paginateListActivities({ client, pageSize: 2 }, {})) {
      assert(activities.length <= 2);
      listed.push(...activities.map(({ name }) => name ?? ""));
    }
    assert.deepEqual(
      listed.filter((name) => name.startsWith("list-")),
      ["list-a", "list-b", "list-c"],
    );
    const list = (extra: object) => client.send(new ListActivitiesCommand(extra));
    await rejects(list({ nextToken: "x" }), "InvalidToken", "Invalid Token: 'Invalid token'");
    await rejects(list({ maxResults: 1001 }), "ValidationException", /at 'maxResults'/);
  });
});

describe("tags", () => {
  for (const [what, makeOne] of [
    ["a state machine", () => createMachine(PASS)],
    ["an activity", async () => (await create("tagged-activity")).activityArn ?? ""],
  ] as const) {
    it(`of ${what} are set, replaced and removed`, async () => {
      const resourceArn = await makeOne();
      await tag(resourceArn, []);
      assert.deepEqual(await tagsOf(resourceArn), []);
      await tag(resourceArn, [
        { key: "team", value: "finance" },
        { key: "__proto__", value: "ü 1_.:/=+-@" },
      ]);
      await tag(resourceArn, [{ key: "team", value: "" }]);
      assert.deepEqual(await tagsOf(resourceArn), [
        { key: "team", value: "" },
        { key: "__proto__", value: "ü 1_.:/=+-@" },
      ]);
      const tagKeys = ["team", "none"];
      await client.send(new UntagResourceCommand({ resourceArn, tagKeys }));
      assert.deepEqual(await tagsOf(resourceArn), [{ key: "__proto__", value: "ü 1_.:/=+-@" }]);
    });
  }

  it("that are set at the same time are all there", async () => {
    const resourceArn = await createMachine(PASS);
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    await Promise.all(keys.map((key) => tag(resourceArn, [{ key, value: key }])));
    assert.equal((await tagsOf(resourceArn))?.length, 20);
  });

  it("are 50 at most, in AWS's letters, and none of AWS's own", async () => {
    const resourceArn = await createMachine(PASS);
    const many = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: "" }));
    await tag(resourceArn, many);
    await tag(resourceArn, [{ key: "k0", value: "again" }]);
    await rejects(tag(resourceArn, [{ key: "k50", value: "" }]), "TooManyTags", /50/);
    const bad: [Tag[], RegExp][] = [
      [[{ value: "x" }], /must have a key/],
      [[{ key: "a?", value: "" }], /can contain only/],
      [[{ key: "a", value: "a\n" }], /can contain only/],
      [[{ key: "aws:x", value: "" }], /reserved/],
      [[{ key: "x" }, { key: "x" }], /Duplicate/],
      [[{ key: "", value: "" }], /at 'tags.1.member.key'/],
      [[{ key: "k".repeat(129), value: "" }], /at 'tags.1.member.key'/],
      [[{ key: "k", value: "v".repeat(257) }], /at 'tags.1.member.value'/],
    ];
    for (const [tags, message] of bad) {
      await rejects(tag(resourceArn, tags), "ValidationException", message);
    }
    assert.equal((await tagsOf(resourceArn))?.length, 50);
  });

  it("are of what there is, and not of versions", async () => {
    const arn = await createMachine(PASS, { publish: true });
    for (const missing of [`${arn}:1`, UNKNOWN, `${PREFIX}:stateMachine:Nobody`]) {
      const message = `Resource not found: '${missing}'`;
      await rejects(tag(missing, []), "ResourceNotFound", message);
      await rejects(tagsOf(missing), "ResourceNotFound", message);
      const untag = new UntagResourceCommand({ resourceArn: missing, tagKeys: ["a"] });
      await rejects(client.send(untag), "ResourceNotFound", message);
    }
    await rejects(tagsOf("x"), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'");
    await rejects(tagsOf(`${PREFIX}:execution:M:E`), "InvalidArn", /context: execution'$/);
  });
});
