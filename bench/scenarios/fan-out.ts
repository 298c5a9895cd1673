// Executions that branch: Parallel, and inline Map. A Map of twice the items should take twice the time,
// and an answer among ten thousand open iterations should cost what one among ten costs.

import type { Figures } from "../lib/approval-system.ts";
import { eachConcurrently, milliseconds, names, pause, seconds } from "../lib/measure.ts";
import { type Call, must } from "../lib/step-functions-client.ts";
import { createMachine } from "../lib/step-functions-system.ts";
import { startCountersign } from "../targets/countersign.ts";

const BRANCHES = 10;
const CONCURRENCY = 64;
const ENOUGH_EVENTS = ["--history-events-max", "1000000"];

export interface FanOutLoad {
  readonly executions: number;
  /** Of the longest Map. */
  readonly items: number;
  readonly databaseUrl?: string | undefined;
}

export async function measureFanOut(load: FanOutLoad): Promise<Figures> {
  const { databaseUrl } = load;
  const options = { concurrency: CONCURRENCY, databaseUrl, flags: ENOUGH_EVENTS };
  const countersign = await startCountersign(options);
  try {
    const { call } = countersign;
    return { ...(await measureParallel(call, load)), ...(await measureMap(countersign, load)) };
  } finally {
    await countersign.dispose();
  }
}

async function measureParallel(call: Call, { executions }: FanOutLoad): Promise<Figures> {
  const branches = names("Branch", BRANCHES).map((name) => ({
    StartAt: name,
    States: { [name]: { Type: "Pass", End: true } },
  }));
  const stateMachineArn = await createMachine(call, "parallel", {
    StartAt: "Fork",
    States: { Fork: { Type: "Parallel", Branches: branches, End: true } },
  });
  const run = async (name: string) => {
    await must(call, "StartExecution", { stateMachineArn, name });
  };
  await eachConcurrently(names("warm-up", Math.ceil(executions / 5)), CONCURRENCY, run);
  const took = await seconds(() => eachConcurrently(names("f", executions), CONCURRENCY, run));
  return { parallelBranchesPerSecond: (executions * BRANCHES) / took };
}

async function measureMap(
  { call, machines }: { readonly call: Call; readonly machines: { readonly approval: string } },
  { items }: FanOutLoad,
): Promise<Figures> {
  const immediate = await createMap(call, "immediate", { Type: "Pass", End: true });
  const ask = await askingState(call, machines.approval);
  const asking = await createMap(call, "asking", { ...ask, End: true });
  await immediateMs(call, immediate, 100);
  const half = await immediateMs(call, immediate, items / 2);
  const whole = await immediateMs(call, immediate, items);
  const halfAnswered = await answeredMs(call, asking, items / 2);
  const allAnswered = await answeredMs(call, asking, items);
  const amongTen = await answerMs(call, asking, 10);
  const amongAll = await answerMs(call, asking, items);
  return {
    mapItems: items,
    mapItemsPerSecond: items / (whole / 1000),
    mapGrowth: whole / half,
    mapAnswersGrowth: allAnswered / halfAnswered,
    mapAnswerAmongTenMs: amongTen,
    mapAnswerAmongAllMs: amongAll,
  };
}

/** The state of the approval that waits for a token, without what follows it. */
async function askingState(call: Call, stateMachineArn: string): Promise<object> {
  const { definition } = await must(call, "DescribeStateMachine", { stateMachineArn });
  const { Next: _next, ResultPath: _path, ...state } = JSON.parse(String(definition)).States.Ask;
  return state;
}

/** From the start until it has succeeded. */
function immediateMs(call: Call, machine: string, count: number): Promise<number> {
  return milliseconds(async () => {
    const executionArn = await start(call, machine, count);
    while ((await must(call, "DescribeExecution", { executionArn }))["status"] === "RUNNING") {
      await pause(5);
    }
  });
}

/** All answers of one Map, one after the other. */
async function answeredMs(call: Call, machine: string, count: number): Promise<number> {
  const tokens = await tokensOf(call, await start(call, machine, count), count);
  return milliseconds(() => eachConcurrently(tokens, 1, (token) => answer(call, token)));
}

const ANSWERS = 300;

/** One answer while `count` iterations are open, on average over executions that stay open. */
async function answerMs(call: Call, machine: string, count: number): Promise<number> {
  const perExecution = Math.max(1, Math.floor(count / 10));
  const tokens: string[] = [];
  while (tokens.length < ANSWERS) {
    const found = await tokensOf(call, await start(call, machine, count), count);
    tokens.push(...found.slice(0, Math.min(perExecution, ANSWERS)));
  }
  const answerEach = (token: string) => answer(call, token);
  return (await milliseconds(() => eachConcurrently(tokens, 1, answerEach))) / tokens.length;
}

async function start(call: Call, stateMachineArn: string, count: number): Promise<string> {
  const input = JSON.stringify(Array.from({ length: count }, (_, index) => index));
  const { executionArn } = await must(call, "StartExecution", { stateMachineArn, input });
  return String(executionArn);
}

/** The tasks are all scheduled some time after the start. */
async function tokensOf(call: Call, executionArn: string, count: number): Promise<string[]> {
  for (;;) {
    const tokens = await tokensSoFar(call, executionArn);
    if (tokens.length >= count) return tokens;
    await pause(50);
  }
}

async function tokensSoFar(call: Call, executionArn: string): Promise<string[]> {
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

async function answer(call: Call, taskToken: string): Promise<void> {
  await must(call, "SendTaskSuccess", { taskToken, output: "1" });
}

function createMap(call: Call, name: string, state: object): Promise<string> {
  const processor = { StartAt: "Item", States: { Item: state } };
  const each = { Type: "Map", ItemProcessor: processor, ResultPath: null, End: true };
  return createMachine(call, name, { StartAt: "Each", States: { Each: each } });
}
