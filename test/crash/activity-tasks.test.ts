// kill -9 while workers ask for tasks of an activity: no task is handed out twice, and every result that was
// taken stays. A task whose worker never got the answer ends by its timeout and is tried again.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Call, createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

const KILLS = 5;
const STARTERS = 4;
const WORKERS = 6;

describe("workers of an activity while the server is killed", () => {
  const directory = mkdtempSync(join(tmpdir(), "countersign-activity-"));
  const started = new Set<string>();
  /** What workers were given, and what of it they have answered. */
  const tokens: string[] = [];
  const answered = new Map<string, string>();
  let server: ServerProcess;
  let activityArn = "";
  let stateMachineArn = "";

  before(async () => {
    server = await startServerProcess(directory);
    const { call, close } = createClient([server.url], 1);
    activityArn = String((await must(call, "CreateActivity", { name: "a" }))["activityArn"]);
    const Retry = [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 1, MaxAttempts: 50 }];
    const task = { Type: "Task", Resource: activityArn, TimeoutSeconds: 2, Retry, End: true };
    const created = await must(call, "CreateStateMachine", {
      name: "m",
      definition: JSON.stringify({ StartAt: "A", States: { A: task } }),
      roleArn: "arn:aws:iam::000000000000:role/r",
    });
    stateMachineArn = String(created["stateMachineArn"]);
    close();
  });

  after(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("hands out every task to one of them, and keeps every result", async () => {
    for (let round = 0; round < KILLS; round++) {
      const killed = new AbortController();
      const before = started.size;
      const load = putUnderLoad(round, killed.signal);
      while (started.size === before) await delay(10);
      await delay(Math.random() * 200);
      await server.kill();
      killed.abort();
      await load;
      server = await startServerProcess(directory);
    }
    await verify();
  });

  async function putUnderLoad(round: number, signal: AbortSignal): Promise<void> {
    const { call, close } = createClient([server.url], STARTERS + WORKERS);
    const starters = Array.from({ length: STARTERS }, async (_, starter) => {
      for (let count = 0; !signal.aborted; count++) {
        const name = `${round}-${starter}-${count}`;
        const request = { stateMachineArn, name, input: JSON.stringify(name) };
        const { executionArn } = await must(call, "StartExecution", request);
        started.add(String(executionArn));
      }
    });
    const workers = Array.from({ length: WORKERS }, () => work(call, signal));
    // Whatever fails does so because the server is gone.
    await Promise.allSettled([...starters, ...workers]);
    close();
  }

  async function work(call: Call, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { taskToken, input } = await must(call, "GetActivityTask", { activityArn });
      if (taskToken === undefined) continue;
      tokens.push(String(taskToken));
      const result = { taskToken, output: JSON.stringify(String(input)) };
      // Refused only where the task has timed out, since its answer was late.
      const { status } = await call("SendTaskSuccess", result);
      if (status === 200) answered.set(String(input), result.output);
    }
  }

  async function verify(): Promise<void> {
    const { call, close } = createClient([server.url], WORKERS + 2);
    const over = new AbortController();
    const workers = Promise.allSettled(
      Array.from({ length: WORKERS }, () => work(call, over.signal)),
    );
    for (const executionArn of started) {
      const name = executionArn.split(":").at(-1);
      const { status, output } = await ended(call, executionArn);
      assert.equal(status, "SUCCEEDED");
      assert.equal(output, answered.get(`"${name}"`) ?? JSON.stringify(`"${name}"`));
    }
    over.abort();
    close();
    await workers;
    assert(started.size > KILLS, "there was load");
    assert(answered.size > KILLS, "there were answers");
    assert.equal(new Set(tokens).size, tokens.length);
  }
});

async function ended(call: Call, executionArn: string) {
  for (;;) {
    const execution = await must(call, "DescribeExecution", { executionArn });
    if (execution["status"] !== "RUNNING") return execution;
    await delay(50);
  }
}
