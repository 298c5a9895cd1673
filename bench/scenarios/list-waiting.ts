// Lists of what waits among very many: each filter alone and together with others, a page that is full, one of
// which few are left, and one for which nothing is found, which is the most that there is to look at.

import type { Figures } from "../lib/approval-system.ts";
import { eachConcurrently, milliseconds, percentile } from "../lib/measure.ts";
import { type Call, must } from "../lib/step-functions-client.ts";
import { createMachine } from "../lib/step-functions-system.ts";
import { startCountersign } from "../targets/countersign.ts";

const CONCURRENCY = 64;
const READS = 9;
const PEOPLE = 500;
const TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:approvals";

/** Alone and with each other; a name that nobody has finds nothing. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  machine: ["expenses", "rare", "none"],
  state: ["Manager", "Board"],
  kind: ["approval", "task"],
  approver: ["everywhere@example.com", "p7@example.com"],
  olderThan: ["1s", "1d"],
};

/** `databaseUrl` as for {@link startCountersign}. */
export async function measureLists(
  waiting: number,
  databaseUrl: string | undefined,
): Promise<Figures> {
  const countersign = await startCountersign({ concurrency: CONCURRENCY, databaseUrl });
  try {
    await fill(countersign.call, waiting);
    const read = async (query: string) => {
      const response = await fetch(`${countersign.url}/api/tasks${query}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`${query}: ${text}`);
      return text;
    };
    const queries = listQueries();
    const medians: [query: string, medianMs: number][] = [];
    for (const query of queries) medians.push([query, await medianMs(() => read(query))]);
    const slowest = medians.toSorted((left, right) => right[1] - left[1])[0];
    console.error(`The slowest of ${medians.length} lists: ${slowest?.[0]}`);
    const { next } = JSON.parse(await read(""));
    const metrics = async () => (await fetch(`${countersign.url}/metrics`)).text();
    return {
      listedWaiting: waiting,
      ...Object.fromEntries(
        medians.filter(([query]) => !query.includes("&")).map(([query, ms]) => [nameOf(query), ms]),
      ),
      listNextPageP50Ms: await medianMs(() => read(`?after=${next}`)),
      listCombinedP50Ms: percentile(
        medians.map(([, ms]) => ms),
        0.5,
      ),
      listSlowestP50Ms: slowest?.[1] ?? Number.NaN,
      listMetricsP50Ms: await medianMs(metrics),
    };
  } finally {
    await countersign.dispose();
  }
}

function nameOf(query: string): string {
  return query === "" ? "listAllP50Ms" : `list ${query.slice(1)} P50Ms`;
}

/** Every choice of a value, or none, for each filter. */
function listQueries(): readonly string[] {
  let queries: string[][] = [[]];
  for (const [name, values] of Object.entries(FILTERS)) {
    queries = queries.flatMap((query) => [
      query,
      ...values.map((value) => [...query, `${name}=${value}`]),
    ]);
  }
  return queries.map((query) => (query.length === 0 ? "" : `?${query.join("&")}`));
}

/** A tenth waits for a program alone; of the others every hundredth is of a rare workflow. */
async function fill(call: Call, count: number): Promise<void> {
  const expenses = await createMachine(call, "expenses", asking());
  const rare = await createMachine(call, "rare", asking());
  const program = await createMachine(call, "program", waiting());
  const of = (index: number) => (index % 10 === 9 ? program : index % 100 === 7 ? rare : expenses);
  const all = Array.from({ length: count }, (_, index) => index);
  await eachConcurrently(all, CONCURRENCY, async (index) => {
    const stateMachineArn = of(index);
    const isEverywhere = index % 2 === 0;
    const approvers = [`p${index % PEOPLE}@example.com`, isEverywhere && "everywhere@example.com"];
    const input = JSON.stringify({
      board: index % 1_000 === 4,
      approvers: approvers.filter((address) => address !== false),
    });
    await must(call, "StartExecution", { stateMachineArn, input });
  });
}

function asking(): object {
  const ask = {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    Parameters: {
      TopicArn: TOPIC_ARN,
      Message: {
        "taskToken.$": "$$.Task.Token",
        approval: { title: "Expense report", "approvers.$": "$.approvers" },
      },
    },
    End: true,
  };
  const Choices = [{ Variable: "$.board", BooleanEquals: true, Next: "Board" }];
  return {
    StartAt: "Who",
    States: { Who: { Type: "Choice", Choices, Default: "Manager" }, Manager: ask, Board: ask },
  };
}

function waiting(): object {
  const Parameters = { TopicArn: TOPIC_ARN, "Message.$": "$$.Task.Token" };
  const Resource = "arn:aws:states:::sns:publish.waitForTaskToken";
  return {
    StartAt: "Program",
    States: { Program: { Type: "Task", Resource, Parameters, End: true } },
  };
}

async function medianMs(act: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < READS; round++) took.push(await milliseconds(act));
  return percentile(took, 0.5);
}
