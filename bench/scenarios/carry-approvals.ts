// The approval workload on Countersign, and on the bare server that writes the same rows, one after the
// other: what the two have in common, such as a busy machine, is in both figures.

import type { Writes } from "../ceilings/trace-writes.ts";
import {
  type ApprovalLoad,
  type ApprovalSystem,
  type Figures,
  measureApprovals,
  measureSteps,
} from "../lib/approval-system.ts";
import { stepFunctionsSystem } from "../lib/step-functions-system.ts";
import { startCeiling } from "../targets/ceiling.ts";
import { type CountersignOptions, startCountersign } from "../targets/countersign.ts";

export async function measureSystem(system: ApprovalSystem, load: ApprovalLoad): Promise<Figures> {
  return { ...(await measureApprovals(system, load)), ...(await measureSteps(system, load)) };
}

export async function measureCountersign(
  load: ApprovalLoad,
  options: Omit<CountersignOptions, "concurrency"> = {},
): Promise<Figures> {
  const countersign = await startCountersign({ ...load, ...options });
  try {
    return await measureSystem(stepFunctionsSystem(countersign.call, countersign.machines), load);
  } finally {
    await countersign.dispose();
  }
}

export async function measureCeiling(
  load: ApprovalLoad,
  options: { readonly writes: Writes; readonly databaseUrl?: string | undefined },
): Promise<Figures> {
  const ceiling = await startCeiling({ ...load, ...options });
  try {
    return await measureSystem(ceiling.system, load);
  } finally {
    await ceiling.dispose();
  }
}
