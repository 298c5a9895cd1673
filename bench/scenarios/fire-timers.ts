// Many timers due in the same second: how long until all have fired, and how long others wait meanwhile.

import type { Figures } from "../lib/approval-system.ts";
import { eachConcurrently, milliseconds, names, pause, percentile } from "../lib/measure.ts";
import { must } from "../lib/step-functions-client.ts";
import { createMachine } from "../lib/step-functions-system.ts";
import { type Countersign, startCountersign } from "../targets/countersign.ts";

const CONCURRENCY = 64;

export async function measureTimers(
  timers: number,
  options: { readonly databaseUrl?: string | undefined; readonly nodes?: number } = {},
): Promise<Figures> {
  const countersign = await startCountersign({ concurrency: CONCURRENCY, ...options });
  try {
    const { call } = countersign;
    const machine = await createMachine(call, "waits", {
      StartAt: "Until",
      States: { Until: { Type: "Wait", TimestampPath: "$.at", End: true } },
    });
    // Late enough that all of them wait by then.
    const dueAt = Date.now() + 2_000 + timers * 2 * (await startMs(countersign));
    const input = JSON.stringify({ at: new Date(dueAt).toISOString() });
    await eachConcurrently(names("w", timers), CONCURRENCY, async (name) => {
      await must(call, "StartExecution", { stateMachineArn: machine, name, input });
    });
    await pause(dueAt - Date.now());
    return await watch(countersign, { machine, timers, dueAt });
  } finally {
    await countersign.dispose();
  }
}

const PRACTICE = 2_000;

/** What one start among many takes, on average. */
async function startMs({ call, machines }: Countersign): Promise<number> {
  const took = await milliseconds(() =>
    eachConcurrently(names("practice", PRACTICE), CONCURRENCY, async (name) => {
      await must(call, "StartExecution", { stateMachineArn: machines.passes, name });
    }),
  );
  return took / PRACTICE;
}

/** Starts others until the oldest and, with it, all timers have fired. */
async function watch(
  { call, machines }: Countersign,
  { machine, timers, dueAt }: { machine: string; timers: number; dueAt: number },
): Promise<Figures> {
  const othersMs: number[] = [];
  for (let round = 0; ; round++) {
    othersMs.push(
      await milliseconds(() =>
        must(call, "StartExecution", { stateMachineArn: machines.passes, name: `other-${round}` }),
      ),
    );
    const filter = { stateMachineArn: machine, statusFilter: "RUNNING", maxResults: 1 };
    const { executions } = await must(call, "ListExecutions", filter);
    if ((executions as unknown[]).length > 0) continue;
    const seconds = (Date.now() - dueAt) / 1000;
    return {
      timersDueAtOnce: timers,
      secondsUntilAllFired: seconds,
      timersPerSecond: timers / seconds,
      othersP50Ms: percentile(othersMs, 0.5),
      othersP99Ms: percentile(othersMs, 0.99),
    };
  }
}
