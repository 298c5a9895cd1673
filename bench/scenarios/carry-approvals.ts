// The approval workload on Countersign, and on the bare server that writes the same rows, one after the
// other: what the two have in common, such as a busy machine, is in both figures.

import type { Writes } from "../ceilings/trace-writes.ts";
import {
  type ApprovalLoad,
  type Figures,
  measureApprovals,
  measureSteps,
} from "../lib/approval-system.ts";
import { stepFunctionsSystem } from "../lib/step-functions-system.ts";
import { type Running, startCeiling } from "../targets/ceiling.ts";
import { type CountersignOptions, startCountersign } from "../targets/countersign.ts";

export async function measureSystem(
  { system, cpuSeconds, dispose }: Running,
  load: ApprovalLoad,
): Promise<Figures> {
  try {
    const approvals = await measureApprovals(system, load, cpuSeconds);
    return { ...approvals, ...(await measureSteps(system, load)) };
  } finally {
    await dispose();
  }
}

export async function measureCountersign(
  load: ApprovalLoad,
  options: Omit<CountersignOptions, "concurrency"> = {},
): Promise<Figures> {
  const { call, machines, cpuSeconds, dispose } = await startCountersign({ ...load, ...options });
  return measureSystem({ system: stepFunctionsSystem(call, machines), cpuSeconds, dispose }, load);
}

export async function measureCeiling(
  load: ApprovalLoad,
  options: { readonly writes: Writes; readonly databaseUrl?: string | undefined },
): Promise<Figures> {
  return measureSystem(await startCeiling({ ...load, ...options }), load);
}
