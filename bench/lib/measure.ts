// Time, memory and disk, as every scenario takes them.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export async function milliseconds(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}

export async function seconds(act: () => Promise<unknown>): Promise<number> {
  return (await milliseconds(act)) / 1000;
}

/** Runs `act` for every item, so many at a time; answers with the milliseconds each one took. */
export async function eachConcurrently<T>(
  items: readonly T[],
  concurrency: number,
  act: (item: T) => Promise<void>,
): Promise<number[]> {
  const tookMs: number[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    while (next < items.length) {
      const item = items[next++] as T;
      tookMs.push(await milliseconds(() => act(item)));
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  return tookMs;
}

/** @param share 0.5 for the median; `NaN` without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** `NaN` without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Of a running process. */
export function residentMiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Processor time of running processes, user and system, so far. What else the machine does is not in it. */
export function cpuSeconds(pids: readonly (number | undefined)[]): number {
  const ticks = pids.map((pid) => {
    // The name, in brackets, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}

/** Linux tells programs of no other. */
const TICKS_PER_SECOND = 100;

/** What the files of a folder and those below it take. */
export function diskBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Names `prefix-0`, `prefix-1` and so on. */
export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}
