// kill -9 while executions go on in many lines at once: every answer that was acknowledged counts in its
// line, none counts twice, and every fork comes to its end with the results of all of its lines.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Call, createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { confirmByMail, query, textIn } from "../support/topics.ts";

const KILLS = Number(process.env["COUNTERSIGN_CRASH_KILLS"] ?? 6);
const CALLERS = 8;
const ITEMS = 4;
const LIMIT = { timeout: 60_000 + KILLS * 10_000 };
const ROLE = "arn:aws:iam::000000000000:role/r";

interface Ledger {
  /** Names of executions whose start was acknowledged. */
  readonly started: Set<string>;
  /** Questions, as `name/question`, whose answer was acknowledged. */
  readonly answered: Set<string>;
  /** Task tokens by question, from the mails. */
  readonly tokens: Map<string, string>;
}

describe("executions of many lines while the server is killed", () => {
  const ledger: Ledger = { started: new Set(), answered: new Set(), tokens: new Map() };
  const directory = mkdtempSync(join(tmpdir(), "countersign-forks-"));
  let sink: SmtpSink;
  let server: ServerProcess;
  let stateMachineArn = "";

  before(async () => {
    sink = await startSmtpSink({
      onMail(mail) {
        const found = /ASKS:(\S+) TOKEN:(\S+)/.exec(mail.text ?? "");
        if (found?.[1] && found[2]) ledger.tokens.set(found[1], found[2]);
      },
    });
    server = await startServerProcess(directory, { flags: ["--smtp-url", sink.url] });
    stateMachineArn = await deploy(server.url, sink);
  });

  after(async () => {
    // Neither is there when its start has failed.
    await server?.stop();
    await sink?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("brings every line to where its fork waits for it, once", LIMIT, async () => {
    for (let round = 0; round < KILLS; round++) {
      const killed = new AbortController();
      const load = putUnderLoad(server.url, round, killed.signal);
      await underLoad();
      await delay(Math.random() * 400);
      await server.kill();
      killed.abort();
      await load;
      server = await startServerProcess(directory, { flags: ["--smtp-url", sink.url] });
    }
    const { call, close } = createClient(server.url, CALLERS);
    for (const name of ledger.started) await finish(call, name);
    for (const name of ledger.started) await verify(call, name);
    close();
  });

  /** Resolves when something more has been started and answered. */
  async function underLoad(): Promise<void> {
    const before = [ledger.started.size, ledger.answered.size] as const;
    const isSame = () => ledger.started.size === before[0] || ledger.answered.size === before[1];
    while (isSame()) await delay(5);
  }

  /** Starts executions and answers questions until the server is gone. */
  async function putUnderLoad(url: string, round: number, killed: AbortSignal): Promise<void> {
    const { call, close } = createClient(url, CALLERS);
    let count = 0;
    const untilGone = async (act: () => Promise<unknown>) => {
      try {
        while (!killed.aborted) await act();
      } catch {
        // The connection broke: whatever was under way was not acknowledged.
      }
    };
    const startOne = async () => {
      const name = `r${round}-${count++}`;
      const input = JSON.stringify({ items: [...Array(ITEMS).keys()] });
      await must(call, "StartExecution", { stateMachineArn, name, input });
      ledger.started.add(name);
      await delay(20);
    };
    const answerOne = async () => {
      const open = [...ledger.tokens.keys()].filter((question) => !ledger.answered.has(question));
      const question = open[Math.floor(Math.random() * open.length)];
      await (question === undefined ? delay(5) : answer(call, question));
    };
    await Promise.all(
      Array.from({ length: CALLERS }, (_, index) =>
        untilGone(index % 4 === 0 ? startOne : answerOne),
      ),
    );
    close();
  }

  async function answer(call: Call, question: string): Promise<void> {
    const taskToken = ledger.tokens.get(question);
    const output = JSON.stringify(question);
    const { status } = await call("SendTaskSuccess", { taskToken, output });
    // 400: an answer from before a kill had taken effect although nobody heard of it.
    assert.ok(status === 200 || status === 400, `${question}: ${status}`);
    ledger.answered.add(question);
  }

  /** Answers what is still open, as the mails arrive. */
  async function finish(call: Call, name: string): Promise<void> {
    for (const question of questionsOf(name)) {
      for (let waitedMs = 0; !ledger.tokens.has(question); waitedMs += 20) {
        assert.ok(waitedMs < 20_000, `${question} was asked by mail`);
        await delay(20);
      }
      if (!ledger.answered.has(question)) await answer(call, question);
    }
  }

  async function verify(call: Call, name: string): Promise<void> {
    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const end = await waitForEnd(call, executionArn);
    const [alone, ...items] = questionsOf(name);
    assert.deepEqual(
      [end["status"], JSON.parse(String(end["output"]))],
      ["SUCCEEDED", [items, alone, { waited: true }]],
    );
    const { events } = await must(call, "GetExecutionHistory", { executionArn, maxResults: 1000 });
    const history = events as { id: number; type: string }[];
    const count = (type: string) => history.filter((event) => event.type === type).length;
    assert.deepEqual(
      history.map(({ id }) => id),
      history.map((_, index) => index + 1),
    );
    for (const type of ["TaskScheduled", "TaskSubmitted", "TaskSucceeded"]) {
      assert.equal(count(type), ITEMS + 1, `${type} in ${name}`);
    }
    for (const type of ["MapIterationStarted", "MapIterationSucceeded"]) {
      assert.equal(count(type), ITEMS, `${type} in ${name}`);
    }
    for (const type of ["WaitStateExited", "ParallelStateSucceeded", "ExecutionSucceeded"]) {
      assert.equal(count(type), 1, `${type} in ${name}`);
    }
  }
});

/** The one of its own branch first. */
function questionsOf(name: string): readonly string[] {
  return ["alone", ...Array(ITEMS).keys()].map((question) => `${name}/${question}`);
}

async function waitForEnd(call: Call, executionArn: string): Promise<Record<string, unknown>> {
  for (let waitedMs = 0; ; waitedMs += 50) {
    const described = await must(call, "DescribeExecution", { executionArn });
    if (described["status"] !== "RUNNING" || waitedMs > 20_000) return described;
    await delay(50);
  }
}

async function deploy(url: string, sink: SmtpSink): Promise<string> {
  const topicArn = textIn(await query(url, { Action: "CreateTopic", Name: "t" }), "TopicArn");
  const subscription = { TopicArn: topicArn, Protocol: "email", Endpoint: "m@example.com" };
  await query(url, { Action: "Subscribe", ...subscription });
  const mail = await sink.waitFor(({ subject }) => /Subscription Confirmation/.test(subject ?? ""));
  await confirmByMail(url, topicArn, mail.text ?? "");
  const { call, close } = createClient(url, 1);
  const definition = JSON.stringify(definitionFor(topicArn));
  const request = { name: "forks", roleArn: ROLE, definition };
  const { stateMachineArn } = await must(call, "CreateStateMachine", request);
  close();
  return String(stateMachineArn);
}

function definitionFor(topicArn: string): object {
  const asks = (question: string) => ({
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    Parameters: {
      TopicArn: topicArn,
      "Message.$": `States.Format('ASKS:{}/{} TOKEN:{} .', $$.Execution.Name, ${question}, $$.Task.Token)`,
    },
    End: true,
  });
  const each = {
    Type: "Map",
    ItemsPath: "$.items",
    MaxConcurrency: 2,
    ItemProcessor: { StartAt: "AskEach", States: { AskEach: asks("$$.Map.Item.Index") } },
    End: true,
  };
  const waits = {
    Moment: { Type: "Wait", Seconds: 1, Next: "Waited" },
    Waited: { Type: "Pass", Result: { waited: true }, End: true },
  };
  const branches = [
    { StartAt: "Each", States: { Each: each } },
    { StartAt: "Ask", States: { Ask: asks("'alone'") } },
    { StartAt: "Moment", States: waits },
  ];
  const all = { Type: "Parallel", Branches: branches, End: true };
  return { StartAt: "All", States: { All: all } };
}
