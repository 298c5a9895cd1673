// Servers on one PostgreSQL are replaced one by one under load, behind what a load balancer does: callers
// are sent to whoever says that it is ready. Not one of their calls fails.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createHttpClient } from "../../bench/lib/http-client.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

const CALLERS = 8;
const RESTARTS = 3;
const ROLE = "arn:aws:iam::000000000000:role/r";

interface Target {
  readonly server: ServerProcess;
  readonly client: ReturnType<typeof createHttpClient>;
  isReady: boolean;
}

describe("servers that are replaced one by one", () => {
  let postgres: PostgresServer;
  let databaseUrl: string;
  const servers: ServerProcess[] = [];
  const targets: Target[] = [];
  const isOver = new AbortController();
  let turn = 0;
  let answered = 0;

  before(async () => {
    postgres = await startPostgres();
    databaseUrl = await postgres.createDatabase();
    await add();
    await add();
  });
  after(async () => {
    // Those that are left after a failure.
    await Promise.all(servers.map(({ child }) => child.kill("SIGKILL")));
    await postgres.stop();
  });

  /** As a load balancer: a server gets calls while it says that it is ready. */
  async function watch(target: Target): Promise<void> {
    while (targets.includes(target)) {
      const response = await fetch(`${target.server.url}/readyz`).catch(() => undefined);
      target.isReady = response?.status === 200;
      await response?.text();
      await delay(100);
    }
  }

  async function add(): Promise<void> {
    const server = await startServerProcess("unused", {
      flags: ["--database-url", databaseUrl, "--log-level", "warn", "--drain-seconds", "1"],
    });
    servers.push(server);
    const target = { server, client: createHttpClient(server.url, 2 * CALLERS), isReady: true };
    targets.push(target);
    void watch(target);
  }

  async function replace(target: Target): Promise<void> {
    await add();
    const code = await target.server.stop();
    targets.splice(targets.indexOf(target), 1);
    target.client.close();
    assert.equal(code, 0);
    assert.equal(target.server.errors(), "");
  }

  async function call(operation: string, input: object): Promise<Record<string, unknown>> {
    const ready = targets.filter(({ isReady }) => isReady);
    const target = ready[turn++ % ready.length];
    assert.ok(target, "one of them is always ready");
    const { status, text } = await target.client.post("/", JSON.stringify(input), {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AWSStepFunctions.${operation}`,
    });
    assert.equal(status, 200, `${operation}: ${text}`);
    answered++;
    return JSON.parse(text) as Record<string, unknown>;
  }

  async function createMachine(name: string, type: string, state: object): Promise<string> {
    const definition = JSON.stringify({ StartAt: "A", States: { A: { ...state, End: true } } });
    const input = { name, type, roleArn: ROLE, definition };
    return String((await call("CreateStateMachine", input))["stateMachineArn"]);
  }

  it("answer every call", { timeout: 120_000 }, async () => {
    const activity = await call("CreateActivity", { name: "work" });
    const activityArn = String(activity["activityArn"]);
    const [waits, works, passes] = await Promise.all([
      createMachine("waits", "STANDARD", { Type: "Wait", Seconds: 1 }),
      createMachine("works", "STANDARD", { Type: "Task", Resource: activityArn }),
      createMachine("passes", "EXPRESS", { Type: "Pass" }),
    ]);
    const started: string[] = [];
    const start = async (stateMachineArn: string | undefined) => {
      const { executionArn } = await call("StartExecution", { stateMachineArn });
      started.push(String(executionArn));
      return { executionArn };
    };
    const callOn = async () => {
      while (!isOver.signal.aborted) {
        await call("DescribeExecution", await start(waits));
        await start(works);
        const sync = await call("StartSyncExecution", { stateMachineArn: passes });
        assert.equal(sync["status"], "SUCCEEDED");
        await call("ListExecutions", { stateMachineArn: waits, maxResults: 10 });
      }
    };
    const workOn = async (isDone: () => boolean) => {
      while (!isDone()) {
        const { taskToken } = await call("GetActivityTask", { activityArn });
        if (taskToken) await call("SendTaskSuccess", { taskToken, output: "{}" });
      }
    };
    let isWorkDone = false;
    const callers = Promise.all(Array.from({ length: CALLERS }, callOn));
    const workers = Promise.all(Array.from({ length: CALLERS }, () => workOn(() => isWorkDone)));
    callers.catch(() => isOver.abort());
    for (let restart = 0; restart < RESTARTS && !isOver.signal.aborted; restart++) {
      await delay(500);
      await replace(targets[0] as Target);
    }
    isOver.abort();
    await callers;
    assert.ok(answered > 100, `${answered} calls`);
    for (const executionArn of started) {
      let status: unknown = "RUNNING";
      for (; status === "RUNNING"; await delay(status === "RUNNING" ? 50 : 0)) {
        ({ status } = await call("DescribeExecution", { executionArn }));
      }
      assert.equal(status, "SUCCEEDED");
    }
    isWorkDone = true;
    // The workers' last polls are answered when the servers stop.
    const last = targets.splice(0);
    assert.deepEqual(await Promise.all(last.map(({ server }) => server.stop())), [0, 0]);
    await workers;
    for (const { client } of last) client.close();
  });
});
