// Several servers on one PostgreSQL: one that is killed, one that is asked to stop, and one whose clock is
// wrong, with calls of a resource under way.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type StandIn, startStandIn } from "../../src/tasks/testing.ts";
import { startCuttingProxy } from "../support/cutting-proxy.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

const ROLE = "arn:aws:iam::000000000000:role/r";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
/** Of an hour: far less than the clock is wrong, and far more than anything here takes. */
const QUARTER_MS = 900_000;
const HOUR_AHEAD = "const%20real=Date.now;Date.now=()=>real()+3600000";

interface ListedNode {
  readonly id: string;
  readonly pid: number;
  readonly status: string;
  readonly leases: { readonly tasks: number };
}

describe("several servers on one PostgreSQL", { concurrency: false, timeout: 180_000 }, () => {
  let postgres: PostgresServer;
  let aws: StandIn;
  let databaseUrl: string;
  let nodes: ServerProcess[];
  const started: ServerProcess[] = [];
  /** What waits for an answer of the function. */
  let calls: ((body: string) => void)[];

  before(async () => {
    [postgres, aws] = await Promise.all([startPostgres(), startStandIn()]);
    aws.answer = () => new Promise((resolve) => calls.push((body) => resolve({ body })));
  });
  afterEach(() => {
    // Those that are left after a failure.
    for (const { child } of started) child.kill("SIGKILL");
  });
  after(async () => {
    await Promise.all([postgres.stop(), aws.close()]);
  });
  beforeEach(async () => {
    databaseUrl = await postgres.createDatabase();
    calls = [];
    nodes = [await startNode(), await startNode()];
  });

  async function startNode(
    environment: Record<string, string> = {},
    url = databaseUrl,
  ): Promise<ServerProcess> {
    const node = await startServerProcess("unused", {
      flags: ["--database-url", url, "--log-level", "error", "--drain-seconds", "0"],
      environment: { ...aws.environment, ...environment },
    });
    started.push(node);
    return node;
  }
  const urlOf = (index: number) => nodes[index]?.url ?? "";

  async function call(index: number, operation: string, input: object) {
    const client = createClient([urlOf(index)], 1);
    const answer = await must(client.call, operation, input).finally(client.close);
    return answer as Record<string, string>;
  }

  async function start(index: number, state: object): Promise<string> {
    const definition = JSON.stringify({ StartAt: "A", States: { A: { ...state, End: true } } });
    const machine = { name: "m", roleArn: ROLE, definition };
    const { stateMachineArn } = await call(index, "CreateStateMachine", machine);
    const { executionArn = "" } = await call(index, "StartExecution", { stateMachineArn });
    return executionArn;
  }

  async function untilOver(index: number, executionArn: string) {
    for (;;) {
      const execution = await call(index, "DescribeExecution", { executionArn });
      if (execution["status"] !== "RUNNING") return execution;
      await delay(50);
    }
  }

  async function listNodes(index: number): Promise<readonly ListedNode[]> {
    const answer = (await (await fetch(`${urlOf(index)}/api/nodes`)).json()) as {
      nodes: ListedNode[];
    };
    return answer.nodes;
  }

  const untilCalled = async (count: number) => {
    while (calls.length < count) await delay(20);
  };

  /** Takes the node out that calls the function. */
  async function takeCalling(): Promise<ServerProcess> {
    const calling = (await listNodes(0)).find(({ leases }) => leases.tasks === 1);
    const index = nodes.findIndex(({ child }) => child.pid === calling?.pid);
    const [node] = nodes.splice(index, 1);
    assert.ok(node, "one of them holds the task");
    return node;
  }

  it("take up what one of them was calling when it was killed", async () => {
    const executionArn = await start(0, { Type: "Task", Resource: FUNCTION });
    await untilCalled(1);
    const killed = await takeCalling();
    await killed.kill();
    assert.equal((await listNodes(0)).length, 2);
    // Its lease would last for a quarter of an hour.
    await untilCalled(2);
    assert.deepEqual(
      (await listNodes(0)).map(({ pid }) => pid),
      [nodes[0]?.child.pid],
    );
    calls[1]?.('{"by":"the second"}');
    assert.equal((await untilOver(0, executionArn))["output"], '{"by":"the second"}');
    await stopAll();
  });

  it("take up soon what one of them does not finish before it stops", async () => {
    const executionArn = await start(1, { Type: "Task", Resource: FUNCTION });
    await untilCalled(1);
    const stopped = await takeCalling();
    assert.equal(await stopped.stop(), 0);
    assert.equal((await listNodes(0)).length, 1);
    await untilCalled(2);
    calls[1]?.("{}");
    assert.equal((await untilOver(0, executionArn))["status"], "SUCCEEDED");
    await stopAll();
  });

  it("finish what they are calling when they are asked to stop", async () => {
    const executionArn = await start(1, { Type: "Task", Resource: FUNCTION });
    await untilCalled(1);
    const stopped = (await takeCalling()).stop();
    await delay(300);
    calls[0]?.("{}");
    assert.equal(await stopped, 0);
    assert.equal((await untilOver(0, executionArn))["status"], "SUCCEEDED");
    assert.equal(calls.length, 1);
    await stopAll();
  });

  it("take up what one of them has claimed without ever hearing of it", async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    // Nobody is there who could take them for dead.
    databaseUrl = await postgres.createDatabase();
    const proxy = await startCuttingProxy(databaseUrl);
    nodes = [await startNode({}, proxy.url)];
    // Only who claims a task reads that it is queued.
    proxy.cutWhen(({ from, text }) => from === "server" && /queued/.test(text));
    const executionArn = await start(0, { Type: "Task", Resource: FUNCTION });
    await untilCalled(1);
    calls[0]?.("{}");
    assert.equal((await untilOver(0, executionArn))["status"], "SUCCEEDED");
    assert.equal(calls.length, 1);
    await stopAll();
    await proxy.stop();
  });

  it("agree on the time, whatever the clock of one of them says", async () => {
    const fast = await startNode({ NODE_OPTIONS: `--import=data:text/javascript,${HOUR_AHEAD}` });
    nodes.push(fast);
    const task = start(0, { Type: "Task", Resource: FUNCTION });
    await untilCalled(1);
    const waiting = { Type: "Wait", Seconds: 2, End: true };
    const definition = JSON.stringify({ StartAt: "W", States: { W: waiting } });
    const machine = { name: "waits", roleArn: ROLE, definition };
    const { stateMachineArn } = await call(2, "CreateStateMachine", machine);
    const begunAt = Date.now();
    const started = await call(2, "StartExecution", { stateMachineArn });
    assert.ok(Math.abs(Number(started["startDate"]) * 1000 - begunAt) < QUARTER_MS);
    const { startDate, stopDate } = await untilOver(0, started["executionArn"] ?? "");
    const seconds = Number(stopDate) - Number(startDate);
    assert.ok(seconds >= 2 && seconds * 1000 < QUARTER_MS, `${seconds} s`);
    assert.equal(calls.length, 1, "nobody thinks that the lease has run out");
    calls[0]?.("{}");
    assert.equal((await untilOver(2, await task))["status"], "SUCCEEDED");
    await stopAll();
  });

  async function stopAll(): Promise<void> {
    assert.deepEqual(
      await Promise.all(nodes.map((node) => node.stop())),
      nodes.map(() => 0),
    );
    assert.deepEqual(nodes.map((node) => node.errors()).join(""), "");
  }
});
