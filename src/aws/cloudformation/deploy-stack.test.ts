import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { readTemplate, SAMPLE } from "../../../test/support/templates.ts";
import { defined } from "../../base/assert.ts";
import { createEngine } from "../../engine/create-engine.ts";
import type { Engine } from "../../engine/engine.ts";
import { confirmSubscription } from "../../notifications/subscriptions.ts";
import {
  listAllDeliveries,
  mailOf,
  openTestParts,
  PUBLIC_URL,
  type TestParts,
  tokenIn,
} from "../../notifications/testing.ts";
import { createTopic } from "../../notifications/topics.ts";
import type { Store } from "../../store/store.ts";
import { createStacks, type Stacks } from "./create-stacks.ts";
import type { DeployedStack } from "./deploy-stack.ts";
import { StackError } from "./problem.ts";

const ADDRESS = "manager@example.com";
const DAY_MS = 86_400_000;

describe("deploying stacks", () => {
  let parts: TestParts;
  let engine: Engine;
  let stacks: Stacks;
  beforeEach(async () => {
    parts = await openTestParts();
    engine = createEngine({ ...parts, runners: new Map(), tokenSecret: new Uint8Array(32) });
    stacks = createStacks({ ...parts, engine });
  });

  const deploySample = (address = ADDRESS, stackName = "demo") =>
    stacks.deploy({
      ...readTemplate(SAMPLE),
      stackName,
      parameters: { ApproverEmailAddress: address },
    });
  const deploy = (resources: object, parameters: Record<string, string> = {}) =>
    stacks.deploy({
      stackName: "s",
      template: JSON.stringify({ Resources: resources }),
      files: {},
      parameters,
    });
  const statuses = ({ resources }: DeployedStack) =>
    Object.fromEntries(resources.map(({ logicalId, status }) => [logicalId, status]));
  const idOf = ({ resources }: DeployedStack, logicalId: string) =>
    resources.find((resource) => resource.logicalId === logicalId)?.physicalId ?? "";
  const machineOf = (deployed: DeployedStack, logicalId: string) =>
    parts.store.findStateMachine(idOf(deployed, logicalId).split(":").at(-1) ?? "");
  const subscriptions = () => parts.store.listSubscriptions({}, { limit: 100 });

  test("makes AWS's sample: topic, question to its address, API and state machine", async () => {
    const deployed = await deploySample();
    assert.deepEqual(statuses(deployed), {
      SNSNotificationTopic: "created",
      ReviewRESTApiRole: "notEnforced",
      ReviewRESTApi: "created",
      ReviewSfnRole: "notEnforced",
      ReviewStateMachine: "created",
    });
    assert.deepEqual(deployed.notes.slice(2), [
      `SNSNotificationTopic: ${ADDRESS} has to confirm its subscription`,
    ]);
    const topic = await parts.store.findTopic("demo-sns-topic");
    assert.equal(topic?.attributes, '{"DisplayName":"demo-sns-topic"}');
    const [mail] = await listAllDeliveries(parts.store);
    assert.equal(mail?.endpoint, ADDRESS);
    assert.equal(mail.kind, "confirmation");
    const api = await parts.store.findRestApi(idOf(deployed, "ReviewRESTApi"));
    assert.equal(api?.stage, "Prod");
    const machine = await machineOf(deployed, "ReviewStateMachine");
    assert.ok(
      machine?.revision.definition.includes(`${PUBLIC_URL}/restapis/${api?.id}/Prod?Type=Rejected`),
    );
    assert.equal(machine?.revision.publicId, null);
  });

  test("changes nothing when the same is deployed again", async () => {
    const first = await deploySample();
    const machine = await machineOf(first, "ReviewStateMachine");
    parts.time.now += 1000;
    const second = await deploySample();
    assert.ok(
      Object.values(statuses(second)).every((s) => s === "unchanged" || s === "notEnforced"),
    );
    assert.deepEqual(
      second.resources.map(({ physicalId }) => physicalId),
      first.resources.map(({ physicalId }) => physicalId),
    );
    assert.deepEqual(await machineOf(second, "ReviewStateMachine"), machine);
    assert.equal((await listAllDeliveries(parts.store)).length, 1, "nobody is asked twice");
    const stack = await parts.store.findStack("demo");
    assert.equal(stack?.updatedAt, (stack?.createdAt ?? 0) + 1000);
  });

  test("keeps a confirmed subscription and replaces one whose address has changed", async () => {
    await deploySample();
    const [mail] = await listAllDeliveries(parts.store);
    const topicArn = "arn:aws:sns:us-east-1:000000000000:demo-sns-topic";
    await confirmSubscription(parts, { topicArn, token: tokenIn(mailOf(mail).text) });
    const again = await deploySample();
    assert.doesNotMatch(again.notes.join(), /has to confirm/, "nobody is waited for");
    const changed = await deploySample("other@example.com");
    assert.equal(statuses(changed)["SNSNotificationTopic"], "updated");
    assert.deepEqual(
      (await subscriptions()).map(({ endpoint, confirmedAt }) => [endpoint, confirmedAt]),
      [["other@example.com", null]],
    );
  });

  test("makes an EXPRESS state machine, which stays one", async () => {
    const Definition = { StartAt: "A", States: { A: { Type: "Succeed" } } };
    const machine = (Type: string) => ({
      M: { Type: "AWS::Serverless::StateMachine", Properties: { Name: "fast", Type, Definition } },
    });
    await deploy(machine("EXPRESS"));
    assert.equal((await parts.store.findStateMachine("fast"))?.type, "EXPRESS");
    assert.equal(statuses(await deploy(machine("EXPRESS")))["M"], "unchanged");
    await assert.rejects(deploy(machine("STANDARD")), /EXPRESS and cannot become STANDARD/);
  });

  test("asks an address again only when its question has expired", async () => {
    await deploySample();
    parts.time.now += DAY_MS;
    await deploySample();
    assert.equal((await listAllDeliveries(parts.store)).length, 1);
    parts.time.now += 2 * DAY_MS;
    await deploySample();
    assert.equal((await listAllDeliveries(parts.store)).length, 2);
    assert.equal((await subscriptions()).length, 1);
  });

  test("leaves an address out that has ended its subscription", async () => {
    await deploySample();
    const [subscription] = await subscriptions();
    await parts.commit([{ kind: "deleteSubscription", id: subscription?.id ?? "" }]);
    const again = await deploySample();
    assert.deepEqual(await subscriptions(), []);
    assert.match(again.notes.at(-1) ?? "", /manager@example\.com has ended its subscription$/);
  });

  test("keeps the parameters of the last deployment that are not given", async () => {
    await deploySample();
    const again = await stacks.deploy({
      ...readTemplate(SAMPLE),
      stackName: "demo",
      parameters: {},
    });
    assert.equal(statuses(again)["SNSNotificationTopic"], "unchanged");
  });

  const definition = (result: string) => ({
    StartAt: "A",
    States: { A: { Type: "Pass", Result: result, End: true } },
  });
  const machine = (result: string, more: object = {}) => ({
    Type: "AWS::Serverless::StateMachine",
    Properties: { Definition: definition(result), ...more },
  });
  const topic = (properties: object = {}) => ({ Type: "AWS::SNS::Topic", Properties: properties });

  test("revises a state machine in place when its definition changes", async () => {
    const first = await deploy({ M: machine("one") });
    const before = await machineOf(first, "M");
    const second = await deploy({ M: machine("two") });
    assert.deepEqual(statuses(second), { M: "updated" });
    const after = await machineOf(second, "M");
    assert.equal(after?.name, before?.name);
    assert.notEqual(after?.revision.id, before?.revision.id);
    assert.match(after?.revision.definition ?? "", /"two"/);
    assert.match(after?.revision.publicId ?? "", /^[0-9a-f-]{36}$/);
  });

  test("removes what the template no longer has, and what a new name replaces", async () => {
    const first = await deploy({ M: machine("one"), T: topic(), U: topic({ TopicName: "old" }) });
    const oldTopic = idOf(first, "T").split(":").at(-1) ?? "";
    const second = await deploy({ U: topic({ TopicName: "new" }) });
    assert.deepEqual(
      second.resources.map(({ logicalId, status }) => `${logicalId} ${status}`),
      ["U created", "M removed", "T removed", "U removed"],
    );
    assert.equal(await machineOf(first, "M"), undefined);
    assert.equal(await parts.store.findTopic(oldTopic), undefined);
    assert.equal(await parts.store.findTopic("old"), undefined);
    assert.ok(await parts.store.findTopic("new"));
  });

  test("lets another logical id take a thing over", async () => {
    await deploy({ A: topic({ TopicName: "kept", DisplayName: "one" }) });
    const moved = await deploy({ B: topic({ TopicName: "kept", DisplayName: "two" }) });
    assert.deepEqual(statuses(moved), { B: "updated" });
    assert.equal((await parts.store.findTopic("kept"))?.attributes, '{"DisplayName":"two"}');
  });

  test("subscribes an address once that is named more often", async () => {
    const address = { Endpoint: "a@example.com", Protocol: "email" };
    const own = {
      Type: "AWS::SNS::Subscription",
      Properties: { TopicArn: { Ref: "A" }, ...address },
    };
    const deployed = await deploy({ A: topic({ Subscription: [address, address] }), B: own });
    assert.deepEqual(statuses(deployed), { A: "created", B: "unchanged" });
    assert.equal((await subscriptions()).length, 1);
    assert.equal((await listAllDeliveries(parts.store)).length, 1);
    assert.deepEqual(statuses(await deploy({ A: topic({ Subscription: [address] }) })), {
      A: "unchanged",
      B: "removed",
    });
    assert.equal((await subscriptions()).length, 1);
  });

  test("leaves what else is set on a topic as it is", async () => {
    await deploy({ A: topic({ TopicName: "t", DisplayName: "one" }) });
    const attributes = '{"DisplayName":"by hand","Policy":"{}"}';
    const replaces = defined(await parts.store.findTopic("t"), "topic t");
    await parts.commit([{ kind: "updateTopic", name: "t", attributes, tags: "{}", replaces }]);
    await deploy({ A: topic({ TopicName: "t" }) });
    assert.equal((await parts.store.findTopic("t"))?.attributes, '{"Policy":"{}"}');
  });

  test("makes again what was deleted by hand", async () => {
    await deploySample();
    await parts.commit([{ kind: "deleteTopic", name: "demo-sns-topic" }]);
    const again = await deploySample();
    assert.equal(statuses(again)["SNSNotificationTopic"], "created");
    assert.equal((await subscriptions()).length, 1);
  });

  test("subscribes to topics of its own and to those that are there", async () => {
    await createTopic(parts, { name: "there" });
    const subscription = (TopicArn: unknown, Endpoint: string) => ({
      Type: "AWS::SNS::Subscription",
      Properties: { TopicArn, Protocol: "https", Endpoint, RawMessageDelivery: true },
    });
    const there = "arn:aws:sns:us-east-1:000000000000:there";
    const first = await deploy({
      T: topic(),
      S: subscription({ Ref: "T" }, "https://example.com/s"),
      R: subscription(there, "https://example.com/r"),
    });
    assert.match(idOf(first, "R"), new RegExp(`^${there}:[0-9a-f-]{36}$`));
    assert.deepEqual(
      (await subscriptions()).map(({ attributes }) => attributes),
      ['{"RawMessageDelivery":"true"}', '{"RawMessageDelivery":"true"}'],
    );
    const second = await deploy({ T: topic() });
    assert.deepEqual(statuses(second), { T: "unchanged", S: "removed", R: "removed" });
    assert.deepEqual(await subscriptions(), []);
  });

  test("names what others have already, and changes nothing", async () => {
    await createTopic(parts, { name: "taken" });
    await stacks.deploy({
      stackName: "other",
      template: JSON.stringify({ Resources: { M: machine("x", { Name: "taken-machine" }) } }),
      files: {},
      parameters: {},
    });
    const refused = deploy({
      T: topic({ TopicName: "taken" }),
      M: machine("y", { Name: "taken-machine" }),
      S: {
        Type: "AWS::SNS::Subscription",
        Properties: {
          TopicArn: "arn:aws:sns:us-east-1:000000000000:nowhere",
          Protocol: "email",
          Endpoint: ADDRESS,
        },
      },
      X: { Type: "AWS::S3::Bucket" },
    });
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof StackError);
      assert.deepEqual(
        error.problems.map(({ message }) => message),
        [
          "Resource type AWS::S3::Bucket is not supported",
          "A topic named taken exists already and is not part of this stack",
          "A state machine named taken-machine exists already and is not part of this stack",
          "There is no topic named nowhere",
        ],
      );
      return true;
    });
    assert.equal(await parts.store.findStack("s"), undefined);
    assert.deepEqual(await subscriptions(), []);
  });

  test("leaves the stack as it was when the new template is refused", async () => {
    const first = await deploy({ M: machine("one") });
    const before = await parts.store.findStack("s");
    await assert.rejects(deploy({ M: machine("two"), X: { Type: "AWS::S3::Bucket" } }), StackError);
    assert.deepEqual(await parts.store.findStack("s"), before);
    assert.match((await machineOf(first, "M"))?.revision.definition ?? "", /"one"/);
  });

  test("makes one stack when the same is deployed twice at once", async () => {
    const both = await Promise.all([deploy({ M: machine("x") }), deploy({ M: machine("x") })]);
    assert.equal(idOf(both[0], "M"), idOf(both[1], "M"));
    const machines = await parts.store.listStateMachines({ limit: 10 });
    assert.equal(machines.length, 1);
  });

  test("makes one stack when two servers deploy it at once, again and again", async () => {
    const servers = [
      stacks,
      createStacks({ ...parts, engine }),
      createStacks({ ...parts, engine }),
    ];
    for (let round = 0; round < 5; round++) {
      const template = JSON.stringify({
        Resources: { M: machine(`${round}`), T: topic({ TopicName: `t${round}` }) },
      });
      const request = { stackName: "s", template, files: {}, parameters: {} };
      const deployed = await Promise.all(servers.map((server) => server.deploy(request)));
      const ids = new Set(deployed.map((each) => idOf(each, "M")));
      assert.equal(ids.size, 1);
      const machines = await parts.store.listStateMachines({ limit: 10 });
      assert.equal(machines.length, 1);
      const topics = await parts.store.listTopics({ limit: 10 });
      assert.deepEqual(
        topics.map(({ name }) => name),
        [`t${round}`],
      );
      const stack = await parts.store.findStack("s");
      assert.ok(stack?.resources.includes(`t${round}`));
    }
  });

  test("does not take for foreign what another server makes of the stack meanwhile", async () => {
    let isFirst = true;
    const overtaken: Store = {
      ...parts.store,
      async findStack(name) {
        const found = await parts.store.findStack(name);
        if (isFirst) {
          isFirst = false;
          await deploy({ M: machine("x", { Name: "mine" }) });
        }
        return found;
      },
    };
    const server = createStacks({ ...parts, engine, store: overtaken });
    const template = JSON.stringify({ Resources: { M: machine("y", { Name: "mine" }) } });
    const deployed = await server.deploy({ stackName: "s", template, files: {}, parameters: {} });
    assert.deepEqual(statuses(deployed), { M: "updated" });
  });

  test("writes URLs of hosted APIs of other stacks as this server's, and leaves foreign ones", async () => {
    const id = idOf(await deploySample(), "ReviewRESTApi");
    const host = (apiId: string) => `https://${apiId}.execute-api.us-east-1.amazonaws.com/Prod`;
    const deployed = await stacks.deploy({
      stackName: "second",
      template: JSON.stringify({
        Parameters: { Api: { Type: "String" } },
        Resources: { T: topic() },
        Outputs: { Own: { Value: { Ref: "Api" } }, Foreign: { Value: host("aaaaaaaaaa") } },
      }),
      files: {},
      parameters: { Api: host(id) },
    });
    assert.deepEqual(deployed.outputs, {
      Own: `${PUBLIC_URL}/restapis/${id}/Prod`,
      Foreign: host("aaaaaaaaaa"),
    });
  });

  test("removes a stack with all it made", async () => {
    const deployed = await deploySample();
    const removed = await stacks.remove("demo", "ann");
    assert.equal(removed?.length, 5);
    assert.equal(await parts.store.findStack("demo"), undefined);
    assert.equal(await parts.store.findTopic("demo-sns-topic"), undefined);
    assert.equal(await parts.store.findRestApi(idOf(deployed, "ReviewRESTApi")), undefined);
    assert.equal(await machineOf(deployed, "ReviewStateMachine"), undefined);
    assert.deepEqual(await subscriptions(), []);
    assert.equal(await stacks.remove("demo", "ann"), undefined);
  });

  const startOne = async (logicalId: string, deployed: DeployedStack) => {
    const stateMachine = defined(await machineOf(deployed, logicalId), "the machine");
    const started = await engine.startExecution({ stateMachine, input: "{}", startedBy: "ann" });
    return "executionId" in started ? started.executionId : "";
  };
  const waiting = {
    M: {
      Type: "AWS::Serverless::StateMachine",
      Properties: {
        Definition: { StartAt: "A", States: { A: { Type: "Wait", Seconds: 99, End: true } } },
      },
    },
  };

  test("stops what runs of a machine that goes, with its stack or alone", async () => {
    const first = await startOne("M", await deploy(waiting));
    await deploy({ T: topic() });
    assert.equal((await parts.store.findExecution(first))?.status, "ABORTED");
    const second = await startOne("M", await deploy({ ...waiting, T: topic() }));
    assert.equal((await stacks.remove("s", "ann"))?.length, 2);
    assert.equal((await parts.store.findExecution(second))?.status, "ABORTED");
    assert.deepEqual(await parts.store.listStateMachines({ limit: 10 }), []);
    assert.deepEqual(await parts.store.listDeletions(), []);
  });
});
