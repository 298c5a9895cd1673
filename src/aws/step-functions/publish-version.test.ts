import assert from "node:assert/strict";
import { it } from "node:test";
import { stateMachineArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import { openEngine, SCOPE } from "../../engine/testing.ts";
import { nextVersion, publishing } from "./publish-version.ts";
import { operationsOn } from "./testing.ts";

const VERSIONS_MAX = 1_000;

it("a state machine has a thousand versions at most", async () => {
  const bench = await openEngine({
    isAtomic: true,
    run: async () => ({ kind: "failed", error: "E", cause: "" }),
  });
  const operations = operationsOn(bench);
  const call = async (operation: string, input: JsonObject) =>
    operations.get(operation)?.(input, { name: "AKIDTEST" });
  const definition = { StartAt: "A", States: { A: { Type: "Succeed" } } };
  const stateMachine = await bench.deploy(definition);
  for (let lastVersion = 0; lastVersion < VERSIONS_MAX; lastVersion++) {
    const version = nextVersion({ ...stateMachine, lastVersion }, undefined, bench.now);
    assert.equal(await bench.commit([publishing(version)]), "committed");
  }
  const arn = { stateMachineArn: stateMachineArn(SCOPE, "m") };
  const published = await call("PublishStateMachineVersion", arn);
  assert.equal(published?.["stateMachineVersionArn"], `${arn.stateMachineArn}:1000`);
  const exceeded = { code: "ServiceQuotaExceededException" };
  const change = { ...arn, definition: `${JSON.stringify(definition)} ` };
  await assert.rejects(call("UpdateStateMachine", { ...change, publish: true }), exceeded);
  assert.equal((await bench.store.findStateMachine("m"))?.revision.id, stateMachine.revision.id);
  await call("UpdateStateMachine", change);
  await assert.rejects(call("PublishStateMachineVersion", arn), exceeded);
  await call("DeleteStateMachineVersion", {
    stateMachineVersionArn: `${arn.stateMachineArn}:1`,
  });
  const next = await call("PublishStateMachineVersion", arn);
  assert.equal(next?.["stateMachineVersionArn"], `${arn.stateMachineArn}:1001`);
  await bench.store.close();
});
