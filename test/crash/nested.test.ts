// kill -9 while executions wait for executions that they have started: each is started once, every end
// arrives, and whoever is stopped takes along what it has started.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Call, createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

const KILLS = 8;
const PARENTS = 12;
const ROLE = "arn:aws:iam::000000000000:role/r";

describe("executions that wait for others while the server is killed", () => {
  const directory = mkdtempSync(join(tmpdir(), "countersign-nested-"));
  const started = new Set<string>();
  let server: ServerProcess;
  let child = "";
  let parent = "";

  before(async () => {
    server = await startServerProcess(directory);
    const { call } = createClient([server.url], 1);
    const create = async (name: string, state: object) => {
      const definition = JSON.stringify({ StartAt: "A", States: { A: { ...state, End: true } } });
      const input = { name, definition, roleArn: ROLE };
      const { stateMachineArn } = await must(call, "CreateStateMachine", input);
      return String(stateMachineArn);
    };
    child = await create("child", { Type: "Wait", SecondsPath: "$.seconds" });
    parent = await create("parent", {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync:2",
      Parameters: { StateMachineArn: child, "Input.$": "$" },
    });
  });

  after(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("starts each once, and brings every end to where it is waited for", async () => {
    for (let round = 0; round < KILLS; round++) {
      const load = begin(round).catch(() => undefined);
      await delay(30 + Math.random() * 300);
      await server.kill();
      await load;
      server = await startServerProcess(directory);
    }
    await verify();
  });

  /** Half of them are over at once, and half are stopped, unless the server is gone by then. */
  async function begin(round: number): Promise<void> {
    const { call } = createClient([server.url], 4);
    await Promise.all(
      Array.from({ length: PARENTS }, async (_, index) => {
        const isStopped = index % 2 === 1;
        const input = JSON.stringify({ seconds: isStopped ? 600 : index % 4 === 0 ? 0 : 1 });
        const name = `${round}-${index}`;
        const request = { stateMachineArn: parent, name, input };
        const { executionArn } = await must(call, "StartExecution", request);
        started.add(String(executionArn));
        if (!isStopped) return;
        await delay(Math.random() * 50);
        await must(call, "StopExecution", { executionArn });
      }),
    );
  }

  async function verify(): Promise<void> {
    const { call } = createClient([server.url], 4);
    const describeIt = (executionArn: string) => must(call, "DescribeExecution", { executionArn });
    for (const executionArn of started) {
      const { input } = await describeIt(executionArn);
      const isLong = JSON.parse(String(input)).seconds > 1;
      // The killing may have come before its stop was asked for.
      if (isLong) await must(call, "StopExecution", { executionArn });
      const end = await waitForEnd(describeIt, executionArn);
      assert.equal(end, isLong ? "ABORTED" : "SUCCEEDED", executionArn);
    }
    assert.ok(started.size > PARENTS, "there was load");
    const children = await listAll(call, child);
    const parents = await listAll(call, parent);
    assert.ok(children.length <= parents.length, "no parent has started two");
    for (const { executionArn } of children) await waitForEnd(describeIt, executionArn);
  }

  async function listAll(call: Call, stateMachineArn: string) {
    const { executions } = await must(call, "ListExecutions", { stateMachineArn });
    return executions as { executionArn: string }[];
  }

  async function waitForEnd(
    describeIt: (arn: string) => Promise<Record<string, unknown>>,
    executionArn: string,
  ): Promise<unknown> {
    for (let waitedMs = 0; waitedMs < 15_000; waitedMs += 50) {
      const { status } = await describeIt(executionArn);
      if (status !== "RUNNING") return status;
      await delay(50);
    }
    return "RUNNING";
  }
});

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
