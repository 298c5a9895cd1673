// The approval workload: start N expense reports until all wait for their manager, hand every token back,
// and see every execution through. Then machines of 20 Pass states. Server and load share the machine, so
// read the figures as ratios within one run.
//
//   node bench/approval.ts [--executions 5000] [--concurrency 64] [--json FILE] [--database-url URL]

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startServerProcess } from "../test/support/server-process.ts";
import { createTopicWithMail } from "../test/support/topics.ts";
import { createClient, eachConcurrently, must, percentile } from "./lib/step-functions-client.ts";

const { values: options } = parseArgs({
  options: {
    executions: { type: "string", default: "5000" },
    concurrency: { type: "string", default: "64" },
    json: { type: "string" },
    "database-url": { type: "string" },
  },
});
const COUNT = Number(options.executions);
const CONCURRENCY = Number(options.concurrency);
const ROLE = "arn:aws:iam::000000000000:role/bench";
const REPORT = readFileSync(
  new URL("../examples/expense-approval/report.json", import.meta.url),
  "utf8",
);

const databaseUrl = options["database-url"];
const flags = databaseUrl === undefined ? [] : ["--database-url", databaseUrl];
const directory = mkdtempSync(join(tmpdir(), "countersign-bench-"));
const launchedMs = performance.now();
let server = await startServerProcess(directory, { flags });
const client = createClient(server.url, CONCURRENCY);
const { call } = client;

try {
  const startUpMs = await measureStartUp(launchedMs);
  const approval = await measureApprovals(await createApprovalMachine());
  const passes = await measurePasses(await createPassMachine());
  print({ startUpMs, ...approval, ...passes });
} finally {
  client.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function measureStartUp(sinceMs: number): Promise<number> {
  const machine = await createMachine("first", {
    StartAt: "Done",
    States: { Done: { Type: "Succeed" } },
  });
  await must(call, "StartExecution", { stateMachineArn: machine });
  return performance.now() - sinceMs;
}

async function measureApprovals(machine: string) {
  const empty = await footprintAtRest();
  const executions: string[] = [];
  const startSeconds = await seconds(() =>
    eachConcurrently(executionNames("a"), CONCURRENCY, async (name) => {
      const started = await must(call, "StartExecution", {
        stateMachineArn: machine,
        name,
        input: REPORT,
      });
      executions.push(String(started.executionArn));
    }),
  );
  const residentUnderLoadMiB = residentMiB();
  const waiting = await footprintAtRest();
  const tokens: string[] = [];
  await eachConcurrently(executions, CONCURRENCY, async (executionArn) => {
    tokens.push(await tokenOf(executionArn));
  });
  // One at a time for latency, the rest at full concurrency for throughput.
  const alone = tokens.splice(0, Math.min(200, Math.floor(tokens.length / 10)));
  const latenciesMs = await eachConcurrently(alone, 1, answer);
  const resumeSeconds = await seconds(() => eachConcurrently(tokens, CONCURRENCY, answer));
  const resumed = COUNT - alone.length;
  return {
    startsPerSecond: COUNT / startSeconds,
    resumesPerSecond: resumed / resumeSeconds,
    endToEndPerSecond: 1 / (startSeconds / COUNT + resumeSeconds / resumed),
    callbackP50Ms: percentile(latenciesMs, 0.5),
    callbackP99Ms: percentile(latenciesMs, 0.99),
    residentUnderLoadMiB,
    residentEmptyMiB: empty.residentMiB,
    residentWithAllWaitingMiB: waiting.residentMiB,
    diskBytesPerWaiting: (waiting.diskBytes - empty.diskBytes) / COUNT,
  };
}

/** SendTaskSuccess answers when the execution has gone on and its end is durable. */
async function answer(taskToken: string): Promise<void> {
  await must(call, "SendTaskSuccess", { taskToken, output: '{"Result":"Approved"}' });
}

async function tokenOf(executionArn: string): Promise<string> {
  const { events } = await must(call, "GetExecutionHistory", { executionArn });
  const text = JSON.stringify(events);
  const found = /TOKEN:([A-Za-z0-9_-]{60})/.exec(text);
  if (!found?.[1]) throw new Error("no token in the history");
  return found[1];
}

async function measurePasses(machine: string) {
  const took = await seconds(() =>
    eachConcurrently(executionNames("p"), CONCURRENCY, async (name) => {
      await must(call, "StartExecution", { stateMachineArn: machine, name });
    }),
  );
  return { passStepsPerSecond: (COUNT * 20) / took };
}

async function createApprovalMachine(): Promise<string> {
  const topicArn = await createTopicWithMail(server.url);
  return createMachine("approval", {
    StartAt: "Over 500",
    States: {
      "Over 500": {
        Type: "Choice",
        Choices: [{ Variable: "$.totalExpense", NumericGreaterThan: 500, Next: "Ask" }],
        Default: "Done",
      },
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
        Parameters: {
          TopicArn: topicArn,
          "Message.$": "States.Format('TOKEN:{}', $$.Task.Token)",
        },
        ResultPath: "$.decision",
        Next: "Done",
      },
      Done: { Type: "Succeed" },
    },
  });
}

function createPassMachine(): Promise<string> {
  const names = Array.from({ length: 20 }, (_, index) => `Step ${index + 1}`);
  const states = names.map((name, index) => {
    const next = names[index + 1];
    return [name, { Type: "Pass", ...(next ? { Next: next } : { End: true }) }];
  });
  return createMachine("passes", { StartAt: names[0], States: Object.fromEntries(states) });
}

async function createMachine(name: string, definition: object): Promise<string> {
  const input = { name, roleArn: ROLE, definition: JSON.stringify(definition) };
  const { stateMachineArn } = await must(call, "CreateStateMachine", input);
  return String(stateMachineArn);
}

function executionNames(prefix: string): string[] {
  return Array.from({ length: COUNT }, (_, index) => `${prefix}-${index}`);
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return (performance.now() - startedMs) / 1000;
}

interface Footprint {
  readonly residentMiB: number;
  readonly diskBytes: number;
}

/**
 * What is on disk once the server has stopped, and what the next one holds in memory: figures without the
 * write-ahead log and the garbage of the load before.
 */
async function footprintAtRest(): Promise<Footprint> {
  const { port } = new URL(server.url);
  await server.stop();
  const files = readdirSync(directory);
  const diskBytes = files.reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
  server = await startServerProcess(directory, { port, flags });
  await must(call, "ListStateMachines", {});
  return { residentMiB: residentMiB(), diskBytes };
}

function residentMiB(): number {
  const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function print(figures: Record<string, number>): void {
  const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(2))]);
  const result = { executions: COUNT, concurrency: CONCURRENCY, ...Object.fromEntries(rounded) };
  for (const [name, value] of Object.entries(result)) {
    console.log(`${name.padEnd(28)}${String(value).padStart(14)}`);
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
}
