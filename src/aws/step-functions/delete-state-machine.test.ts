import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { qualifiedArn, stateMachineArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import { type EngineBench, openEngine, SCOPE } from "../../engine/testing.ts";
import { ApiError } from "../api-error.ts";
import { finishDeletions } from "./delete-state-machine.ts";
import { operationsOn } from "./testing.ts";

const ARN = stateMachineArn(SCOPE, "m");
const WAIT = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 60, End: true } } };
const CALLER = { name: "AKIDTEST" };

async function openBench() {
  const bench = await openEngine({
    isAtomic: true,
    run: async () => ({ kind: "failed", error: "E", cause: "" }),
  });
  const operations = operationsOn(bench);
  const call = async (operation: string, input: JsonObject) => {
    const run = operations.get(operation);
    assert(run, operation);
    return run(input, CALLER);
  };
  await bench.deploy(WAIT);
  return { bench, call };
}

/** The error's code. */
async function refusalOf(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof ApiError, "it is refused");
  return error.code;
}

const statusOf = async (bench: EngineBench, name: string) =>
  (await bench.store.findExecutionByName("m", name))?.status;

describe("the deletion of a state machine", () => {
  it("stops what runs, keeps what is over, and ends with the machine gone", async () => {
    const { bench, call } = await openBench();
    const names = Array.from({ length: 205 }, (_, index) => `run-${index}`);
    for (const name of names) await call("StartExecution", { stateMachineArn: ARN, name });
    await call("StopExecution", {
      executionArn: `${ARN.replace("stateMachine", "execution")}:run-7`,
    });
    assert.deepEqual(await call("DeleteStateMachine", { stateMachineArn: ARN }), {});
    for (const name of names) assert.equal(await statusOf(bench, name), "ABORTED");
    const stopped = await bench.store.findExecutionByName("m", "run-204");
    assert.equal(stopped?.cause, "The state machine has been deleted.");
    assert.equal((await bench.store.findExecutionByName("m", "run-7"))?.cause, null);
    assert.equal(await bench.store.findStateMachine("m"), undefined);
    assert.equal(await bench.fireTimers(), undefined);
    await bench.store.close();
  });

  it("keeps the machine from being used or changed while it lasts", async () => {
    const { bench, call } = await openBench();
    await call("PublishStateMachineVersion", { stateMachineArn: ARN });
    const stateMachineVersionArn = qualifiedArn(SCOPE, "m", 1);
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    await call("CreateStateMachineAlias", { name: "PROD", routingConfiguration });
    await bench.commit([{ kind: "beginDeletion", name: "m" }]);
    const definition = JSON.stringify(WAIT);
    const roleArn = "arn:aws:iam::000000000000:role/r";
    const stateMachineAliasArn = qualifiedArn(SCOPE, "m", "PROD");
    const calls: readonly [string, JsonObject][] = [
      ["CreateStateMachine", { name: "m", definition, roleArn }],
      ["UpdateStateMachine", { stateMachineArn: ARN, roleArn }],
      ["StartExecution", { stateMachineArn: ARN }],
      ["StartExecution", { stateMachineArn: stateMachineVersionArn }],
      ["StartExecution", { stateMachineArn: stateMachineAliasArn }],
      ["PublishStateMachineVersion", { stateMachineArn: ARN }],
      ["CreateStateMachineAlias", { name: "NEXT", routingConfiguration }],
      ["UpdateStateMachineAlias", { stateMachineAliasArn, description: "x" }],
      ["ListStateMachineAliases", { stateMachineArn: ARN }],
    ];
    for (const [operation, input] of calls) {
      assert.equal(await refusalOf(call(operation, input)), "StateMachineDeleting", operation);
    }
    const described = await call("DescribeStateMachine", { stateMachineArn: ARN });
    assert.equal(described["status"], "DELETING");
    await call("DeleteStateMachine", { stateMachineArn: ARN });
    const describing = call("DescribeStateMachine", { stateMachineArn: ARN });
    assert.equal(await refusalOf(describing), "StateMachineDoesNotExist");
    await bench.store.close();
  });

  it("is finished by the next process when one has died over it", async () => {
    const { bench, call } = await openBench();
    await call("StartExecution", { stateMachineArn: ARN, name: "run" });
    await bench.commit([{ kind: "beginDeletion", name: "m" }]);
    const log = { error: () => assert.fail("nothing goes wrong") };
    await finishDeletions({ ...bench, log });
    assert.equal(await statusOf(bench, "run"), "ABORTED");
    assert.equal(await bench.store.findStateMachine("m"), undefined);
    await bench.store.close();
  });

  it("that cannot be finished keeps no other from it", async () => {
    const { bench, call } = await openBench();
    await bench.deploy(WAIT, "n");
    await call("StartExecution", { stateMachineArn: ARN, name: "run" });
    for (const name of ["m", "n"]) await bench.commit([{ kind: "beginDeletion", name }]);
    const errors: object[] = [];
    await finishDeletions({
      ...bench,
      engine: { deliver: () => Promise.reject(new Error("broken")) },
      log: { error: (fields) => errors.push(fields) },
    });
    assert.equal(errors.length, 1);
    assert.deepEqual(await bench.store.listDeletions(), ["m"]);
    await bench.store.close();
  });
});
