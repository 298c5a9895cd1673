// Two servers on one PostgreSQL, killed in turn under load, and the database once as well: what any of them
// acknowledged is there, nothing took effect twice, and whoever is left goes on with everything.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Answer, createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type OwnPostgresServer, startOwnPostgres } from "../support/postgres-server.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { query, textIn } from "../support/topics.ts";

const ROUNDS = 5;
const CALLERS = 6;
const ROLE = "arn:aws:iam::000000000000:role/r";

interface Ledger {
  /** ARNs whose start was acknowledged. */
  readonly started: string[];
  /** Those of them whose callback was acknowledged, or had taken effect although nobody heard of it. */
  readonly answered: Set<string>;
}

describe("two servers on one PostgreSQL, killed at random instants under load", () => {
  const directory = mkdtempSync(join(tmpdir(), "countersign-crash-postgres-"));
  const ledger: Ledger = { started: [], answered: new Set() };
  let postgres: OwnPostgresServer;
  let databaseUrl = "";
  let nodes: ServerProcess[] = [];

  const startNode = () =>
    startServerProcess(directory, {
      flags: ["--database-url", databaseUrl, "--log-level", "error", "--drain-seconds", "0"],
    });

  before(async () => {
    postgres = await startOwnPostgres();
    databaseUrl = await postgres.createDatabase();
    nodes = await Promise.all([startNode(), startNode()]);
  });

  after(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("lose nothing that they have acknowledged and do nothing twice", async () => {
    const stateMachineArn = await deploy(nodes[0]?.url ?? "");
    const isOver = new AbortController();
    const urls = () => nodes.map(({ url }) => url);
    const callers = Array.from({ length: CALLERS }, () =>
      callUntil(isOver.signal, { stateMachineArn, ledger, urls }),
    );
    for (let round = 0; round < ROUNDS; round++) {
      await delay(150 + Math.random() * 300);
      if (round === 2) await postgres.crash();
      else {
        const [killed] = nodes.splice(round % 2, 1);
        await killed?.kill();
        nodes.push(await startNode());
      }
    }
    isOver.abort();
    await Promise.all(callers);
    assert.ok(ledger.started.length > 100, `${ledger.started.length} starts`);
    assert.ok(ledger.answered.size > 30, `${ledger.answered.size} answers`);
    await verify(nodes[0]?.url ?? "", ledger);
    await answerTheRest(nodes[1]?.url ?? "", ledger);
  });
});

async function deploy(url: string): Promise<string> {
  const topicArn = textIn(await query(url, { Action: "CreateTopic", Name: "t" }), "TopicArn");
  const { call, close } = createClient([url], 1);
  const Ask = {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    Parameters: { TopicArn: topicArn, "Message.$": "States.Format('TOKEN:{} .', $$.Task.Token)" },
    End: true,
  };
  const { stateMachineArn } = await must(call, "CreateStateMachine", {
    name: "waits",
    roleArn: ROLE,
    definition: JSON.stringify({ StartAt: "Ask", States: { Ask } }),
  });
  close();
  return String(stateMachineArn);
}

interface Calling {
  readonly stateMachineArn: string;
  readonly ledger: Ledger;
  readonly urls: () => readonly string[];
}

/** Starts an execution at one server and answers it at another, as often as it can. */
async function callUntil(signal: AbortSignal, { stateMachineArn, ledger, urls }: Calling) {
  for (let count = 0; !signal.aborted; count++) {
    const started = await callOne(urls(), "StartExecution", { stateMachineArn, input: "{}" });
    if (started?.status !== 200) continue;
    const executionArn = String(started.body["executionArn"]);
    ledger.started.push(executionArn);
    if (count % 3 === 0) continue;
    const history = await callOne(urls(), "GetExecutionHistory", { executionArn });
    if (history?.status !== 200) continue;
    const answered = await callOne(urls(), "SendTaskSuccess", {
      taskToken: tokenIn(history),
      output: JSON.stringify(executionArn),
    });
    if (answered?.status === 200) ledger.answered.add(executionArn);
  }
}

/** `undefined`: the connection broke, and nothing was acknowledged. */
async function callOne(urls: readonly string[], operation: string, input: object) {
  const url = urls[Math.floor(Math.random() * urls.length)] ?? "";
  const { call, close } = createClient([url], 1);
  try {
    return await call(operation, input);
  } catch {
    await delay(10);
    return undefined;
  } finally {
    close();
  }
}

function tokenIn({ body }: Answer): string {
  return /TOKEN:(\S+)/.exec(JSON.stringify(body))?.[1] ?? "";
}

const WAITING = [
  "ExecutionStarted",
  "TaskStateEntered",
  "TaskScheduled",
  "TaskStarted",
  "TaskSubmitted",
];
const DONE = [...WAITING, "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"];

async function verify(url: string, { started, answered }: Ledger): Promise<void> {
  const { call, close } = createClient([url], 4);
  for (const executionArn of started) {
    const { status, output } = await must(call, "DescribeExecution", { executionArn });
    const { events } = await must(call, "GetExecutionHistory", { executionArn });
    const types = (events as { type: string }[]).map(({ type }) => type);
    if (answered.has(executionArn)) assert.equal(status, "SUCCEEDED", executionArn);
    assert.deepEqual(types, status === "SUCCEEDED" ? DONE : WAITING, executionArn);
    if (status === "SUCCEEDED") assert.equal(output, JSON.stringify(executionArn));
  }
  close();
}

async function answerTheRest(url: string, { started }: Ledger): Promise<void> {
  const { call, close } = createClient([url], 4);
  for (const executionArn of started) {
    const { status } = await must(call, "DescribeExecution", { executionArn });
    if (status !== "RUNNING") continue;
    const { events } = await must(call, "GetExecutionHistory", { executionArn });
    const taskToken = tokenIn({ status: 200, body: { events } });
    await must(call, "SendTaskSuccess", { taskToken, output: "1" });
    const after = await must(call, "DescribeExecution", { executionArn });
    assert.equal(after["status"], "SUCCEEDED");
  }
  close();
}
