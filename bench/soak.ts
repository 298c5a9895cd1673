// The approval workload for half an hour: memory and latency must stay as they are, however much has been
// done. Every window is one line; the windows of the last quarter are compared with those of the second,
// since in the first one compilers and caches still settle.
//
//   npm run soak -- [--minutes 30] [--window-seconds 15] [--concurrency 16] [--waiting 10000]
//     [--database-url URL] [--json FILE]

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { borrowPostgres } from "../test/support/postgres-server.ts";
import type { ApprovalSystem, Figures } from "./lib/approval-system.ts";
import { eachConcurrently, milliseconds, names, percentile } from "./lib/measure.ts";
import { describeMachine } from "./lib/report.ts";
import { stepFunctionsSystem } from "./lib/step-functions-system.ts";
import { type Countersign, startCountersign } from "./targets/countersign.ts";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    "window-seconds": { type: "string", default: "15" },
    concurrency: { type: "string", default: "16" },
    waiting: { type: "string", default: "10000" },
    "database-url": { type: "string" },
    json: { type: "string" },
  },
});
const concurrency = Number(options.concurrency);

/** What may be in a quarter by chance. */
const MEMORY_GROWTH_MAX_MIB = 32;
const LATENCY_GROWTH_MAX = 1.3;

async function soak(): Promise<void> {
  const url = options["database-url"];
  const postgres = url === undefined ? undefined : await borrowPostgres(url);
  const countersign = await startCountersign({
    concurrency,
    databaseUrl: await postgres?.createDatabase(),
  });
  try {
    judge(await watch(countersign));
  } finally {
    await countersign.dispose();
    await postgres?.stop();
  }
}

async function watch(countersign: Countersign): Promise<Figures[]> {
  const system = stepFunctionsSystem(countersign.call, countersign.machines);
  // Those that nobody answers are always there.
  await eachConcurrently(names("waiting", Number(options.waiting)), concurrency, async (name) => {
    await system.start(name);
  });
  const windows: Figures[] = [];
  const endsAtMs = performance.now() + Number(options.minutes) * 60_000;
  while (performance.now() < endsAtMs) {
    const figures = await measureWindow(countersign, system, windows.length);
    windows.push(figures);
    console.log(
      Object.entries(figures)
        .map(([name, value]) => `${name} ${value.toFixed(1)}`)
        .join(", "),
    );
  }
  return windows;
}

async function measureWindow(
  { cpuSeconds, diskBytes, residentMiB }: Countersign,
  system: ApprovalSystem,
  window: number,
): Promise<Figures> {
  const startsMs: number[] = [];
  const answersMs: number[] = [];
  const cpuBefore = cpuSeconds();
  const seconds = Number(options["window-seconds"]);
  const endsAtMs = performance.now() + seconds * 1000;
  const carry = async (worker: string) => {
    for (let count = 0; performance.now() < endsAtMs; count++) {
      let started = "";
      startsMs.push(
        await milliseconds(async () => {
          started = await system.start(`${window}-${worker}-${count}`);
        }),
      );
      const token = await system.findToken(started);
      answersMs.push(await milliseconds(() => system.answer(token)));
    }
  };
  await Promise.all(names("worker", concurrency).map(carry));
  return {
    window,
    approvalsPerSecond: answersMs.length / seconds,
    startP50Ms: percentile(startsMs, 0.5),
    startP99Ms: percentile(startsMs, 0.99),
    callbackP50Ms: percentile(answersMs, 0.5),
    callbackP99Ms: percentile(answersMs, 0.99),
    cpuMicrosecondsEach: ((cpuSeconds() - cpuBefore) * 1e6) / answersMs.length,
    residentMiB: residentMiB(),
    diskMiB: (await diskBytes()) / 2 ** 20,
  };
}

/** The machine's other work is in the latencies; in the processor time of one approval it is not. */
function judge(windows: readonly Figures[]): void {
  const quarter = Math.floor(windows.length / 4);
  const median = (name: string, first: number) => {
    const values = windows.slice(first, first + quarter).map((each) => each[name] ?? Number.NaN);
    return percentile(values, 0.5);
  };
  const growth = (name: string) => median(name, windows.length - quarter) / median(name, quarter);
  const verdict = {
    memoryGrowthMiB:
      median("residentMiB", windows.length - quarter) - median("residentMiB", quarter),
    startGrowth: growth("startP50Ms"),
    callbackGrowth: growth("callbackP50Ms"),
    cpuGrowth: growth("cpuMicrosecondsEach"),
  };
  console.log(verdict);
  if (options.json) {
    const report = { machine: describeMachine(), options, verdict, windows };
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  const isFlat =
    verdict.memoryGrowthMiB <= MEMORY_GROWTH_MAX_MIB && verdict.cpuGrowth <= LATENCY_GROWTH_MAX;
  if (!isFlat) {
    console.error("Memory or the cost of an approval has grown.");
    process.exitCode = 1;
  }
}

await soak();
