// kill -9 under load, over and over: what was acknowledged is there, nothing took effect twice, and
// every task that waits has been mailed.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { confirmByMail, query, textIn } from "../support/topics.ts";

const KILLS = Number(process.env["COUNTERSIGN_CRASH_KILLS"] ?? 8);
const CALLERS = 8;
const LIMIT = { timeout: 60_000 + KILLS * 10_000 };
const ROLE = "arn:aws:iam::000000000000:role/r";

interface Ledger {
  /** Execution names whose start was acknowledged. */
  readonly started: Set<string>;
  /** Execution names whose callback was acknowledged. */
  readonly answered: Set<string>;
  /** Task tokens by execution name, from the mails. */
  readonly tokens: Map<string, string>;
}

describe("a server killed at random instants under load", () => {
  const ledger: Ledger = { started: new Set(), answered: new Set(), tokens: new Map() };
  const directory = mkdtempSync(join(tmpdir(), "countersign-crash-"));
  let sink: SmtpSink;
  let server: ServerProcess;
  let stateMachineArn = "";

  before(async () => {
    sink = await startSmtpSink({
      onMail(mail) {
        const found = /NAME:(\S+) TOKEN:(\S+)/.exec(mail.text ?? "");
        if (found?.[1] && found[2]) ledger.tokens.set(found[1], found[2]);
      },
    });
    server = await startServerProcess(directory, { flags: ["--smtp-url", sink.url] });
    stateMachineArn = await deploy(server.url, sink);
  });

  after(async () => {
    await server.stop();
    await sink.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("loses nothing that it has acknowledged and does nothing twice", LIMIT, async () => {
    for (let round = 0; round < KILLS; round++) {
      const killed = new AbortController();
      const load = putUnderLoad({
        url: server.url,
        stateMachineArn,
        ledger,
        round,
        killed: killed.signal,
      });
      await underLoad(ledger);
      await delay(Math.random() * 300);
      await server.kill();
      killed.abort();
      await load;
      server = await startServerProcess(directory, { flags: ["--smtp-url", sink.url] });
    }
    await verify(server.url, stateMachineArn, ledger);
  });
});

async function deploy(url: string, sink: SmtpSink): Promise<string> {
  const topicArn = textIn(await query(url, { Action: "CreateTopic", Name: "t" }), "TopicArn");
  const subscription = { TopicArn: topicArn, Protocol: "email", Endpoint: "m@example.com" };
  await query(url, { Action: "Subscribe", ...subscription });
  const mail = await sink.waitFor(({ subject }) => /Subscription Confirmation/.test(subject ?? ""));
  await confirmByMail(url, topicArn, mail.text ?? "");
  const client = createClient(url, 1);
  const { stateMachineArn } = await must(client.call, "CreateStateMachine", {
    name: "waits",
    roleArn: ROLE,
    definition: JSON.stringify(definitionFor(topicArn)),
  });
  client.close();
  return String(stateMachineArn);
}

function definitionFor(topicArn: string): object {
  return {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
        Parameters: {
          TopicArn: topicArn,
          "Message.$": "States.Format('NAME:{} TOKEN:{} .', $$.Execution.Name, $$.Task.Token)",
        },
        End: true,
      },
    },
  };
}

interface Load {
  readonly url: string;
  readonly stateMachineArn: string;
  readonly ledger: Ledger;
  readonly round: number;
  readonly killed: AbortSignal;
}

/** Resolves when something more has been started and answered. */
async function underLoad({ started, answered }: Ledger): Promise<void> {
  const before = [started.size, answered.size] as const;
  while (started.size === before[0] || answered.size === before[1]) await delay(5);
}

/** Starts executions and answers tasks until the server is gone. */
async function putUnderLoad({ url, stateMachineArn, ledger, round, killed }: Load): Promise<void> {
  const { call, close } = createClient(url, CALLERS);
  let count = 0;
  const untilGone = async (act: () => Promise<void>) => {
    try {
      while (!killed.aborted) await act();
    } catch {
      // The connection broke: whatever was under way was not acknowledged.
    }
  };
  const startOne = async () => {
    const name = `r${round}-${count++}`;
    await must(call, "StartExecution", { stateMachineArn, name, input: "{}" });
    ledger.started.add(name);
  };
  const answerOne = async () => {
    const [name, taskToken] = nextToAnswer(ledger) ?? [];
    if (name === undefined) return delay(5);
    const { status } = await call("SendTaskSuccess", { taskToken, output: `"${name}"` });
    // 400: an answer from before a kill had taken effect although nobody heard of it.
    if (status === 200 || status === 400) ledger.answered.add(name);
  };
  const callers = Array.from({ length: CALLERS }, (_, index) =>
    untilGone(index % 2 === 0 ? startOne : answerOne),
  );
  await Promise.all(callers);
  close();
}

/** Takes a token off the list; half of the executions are left to wait. */
function nextToAnswer({ tokens, answered }: Ledger): [string, string] | undefined {
  for (const [name, token] of tokens) {
    if (answered.has(name) || /[02468]$/.test(name)) continue;
    return [name, token];
  }
  return undefined;
}

async function verify(url: string, stateMachineArn: string, ledger: Ledger): Promise<void> {
  const { call, close } = createClient(url, 4);
  const prefix = stateMachineArn.replace(":stateMachine:", ":execution:");
  for (const name of ledger.started) {
    const executionArn = `${prefix}:${name}`;
    const { status, output } = await must(call, "DescribeExecution", { executionArn });
    const { events } = await must(call, "GetExecutionHistory", { executionArn });
    const types = (events as { type: string }[]).map(({ type }) => type);
    if (ledger.answered.has(name)) {
      assert.equal(status, "SUCCEEDED", name);
      assert.equal(output, `"${name}"`);
    }
    if (status === "RUNNING") await mailed(ledger, name);
    const expected = ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted"];
    expected.push("TaskSubmitted");
    if (status !== "RUNNING")
      expected.push("TaskSucceeded", "TaskStateExited", "ExecutionSucceeded");
    assert.deepEqual(types, expected, name);
  }
  close();
}

async function mailed(ledger: Ledger, name: string): Promise<void> {
  for (let waited = 0; waited < 20_000 && !ledger.tokens.has(name); waited += 50) await delay(50);
  assert.ok(ledger.tokens.has(name), `${name} waits and was mailed`);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
