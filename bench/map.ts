// What a Map costs as it grows: over N items whose state ends at once, and over N callback tasks that are
// answered one by one. Twice the items should take twice the time, and a step among ten thousand open
// iterations should cost what one among ten costs. Read the figures as ratios within one run.
//
//   node bench/map.ts [--items 10000] [--answers 500] [--json FILE]

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startServerProcess } from "../test/support/server-process.ts";
import { createTopicWithMail } from "../test/support/topics.ts";
import { createClient, eachConcurrently, must } from "./lib/step-functions-client.ts";

const { values: options } = parseArgs({
  options: {
    items: { type: "string", default: "10000" },
    answers: { type: "string", default: "500" },
    json: { type: "string" },
  },
});
const ITEMS = Number(options.items);
const ANSWERS = Number(options.answers);
const ROLE = "arn:aws:iam::000000000000:role/bench";
const ENOUGH_EVENTS = ["--history-events-max", "1000000"];

const directory = mkdtempSync(join(tmpdir(), "countersign-bench-"));
const server = await startServerProcess(directory, { flags: ENOUGH_EVENTS });
const client = createClient(server.url, 8);
const { call } = client;

try {
  const immediate = await createMap("immediate", { Type: "Pass", End: true });
  const asking = await createMap("asking", {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    Parameters: {
      TopicArn: await createTopicWithMail(server.url),
      "Message.$": "States.Format('TOKEN:{}', $$.Task.Token)",
    },
    End: true,
  });
  await immediateMs(immediate, 100);
  const half = await immediateMs(immediate, ITEMS / 2);
  const whole = await immediateMs(immediate, ITEMS);
  const halfAnswered = await answeredMs(asking, ITEMS / 2);
  const allAnswered = await answeredMs(asking, ITEMS);
  const amongTen = await answerMs(asking, 10);
  const amongAll = await answerMs(asking, ITEMS);
  print({
    immediateMs: whole,
    immediateGrowth: whole / half,
    answeredMs: allAnswered,
    answeredGrowth: allAnswered / halfAnswered,
    answerAmongTenMs: amongTen,
    answerAmongAllMs: amongAll,
    answerGrowth: amongAll / amongTen,
  });
} finally {
  client.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** From the start until it has succeeded. */
function immediateMs(machine: string, count: number): Promise<number> {
  return milliseconds(async () => {
    const executionArn = await start(machine, count);
    while ((await must(call, "DescribeExecution", { executionArn }))["status"] === "RUNNING") {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
}

/** All answers of one Map, one after the other. */
async function answeredMs(machine: string, count: number): Promise<number> {
  const tokens = await tokensOf(await start(machine, count), count);
  return milliseconds(() => eachConcurrently(tokens, 1, answer));
}

/** One answer while `count` iterations are open, on average over executions that stay open. */
async function answerMs(machine: string, count: number): Promise<number> {
  const perExecution = Math.max(1, Math.floor(count / 10));
  const tokens: string[] = [];
  while (tokens.length < ANSWERS) {
    const found = await tokensOf(await start(machine, count), count);
    tokens.push(...found.slice(0, Math.min(perExecution, ANSWERS)));
  }
  return (await milliseconds(() => eachConcurrently(tokens, 1, answer))) / tokens.length;
}

async function start(stateMachineArn: string, count: number): Promise<string> {
  const input = JSON.stringify(Array.from({ length: count }, (_, index) => index));
  const { executionArn } = await must(call, "StartExecution", { stateMachineArn, input });
  return String(executionArn);
}

/** The tasks are all scheduled some time after the start. */
async function tokensOf(executionArn: string, count: number): Promise<string[]> {
  for (;;) {
    const tokens = await tokensSoFar(executionArn);
    if (tokens.length >= count) return tokens;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function tokensSoFar(executionArn: string): Promise<string[]> {
  const tokens: string[] = [];
  let nextToken: unknown;
  do {
    const page = { executionArn, maxResults: 1000, ...(nextToken ? { nextToken } : {}) };
    const answered = await must(call, "GetExecutionHistory", page);
    const text = JSON.stringify(answered["events"]);
    const scheduled = /"parameters":"[^}]*?TOKEN:([A-Za-z0-9_-]{60})/g;
    for (const [, token = ""] of text.matchAll(scheduled)) tokens.push(token);
    nextToken = answered["nextToken"];
  } while (nextToken);
  return tokens;
}

async function answer(taskToken: string): Promise<void> {
  await must(call, "SendTaskSuccess", { taskToken, output: "1" });
}

async function createMap(name: string, state: object): Promise<string> {
  const processor = { StartAt: "Item", States: { Item: state } };
  const each = { Type: "Map", ItemProcessor: processor, ResultPath: null, End: true };
  const definition = JSON.stringify({ StartAt: "Each", States: { Each: each } });
  const { stateMachineArn } = await must(call, "CreateStateMachine", {
    name,
    definition,
    roleArn: ROLE,
  });
  return String(stateMachineArn);
}

async function milliseconds(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}

function print(figures: Record<string, number>): void {
  const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))]);
  const result = { items: ITEMS, ...Object.fromEntries(rounded) };
  for (const [name, value] of Object.entries(result)) {
    console.log(`${name.padEnd(28)}${String(value).padStart(14)}`);
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
}
