// The approval workload, and a system that can carry it: an expense report of one kilobyte is started,
// a choice sends it to a manager, a message with a token goes out, the token comes back, and the decision
// is the result. Beside it chains of 20 steps.

import { eachConcurrently, names, percentile, seconds } from "./measure.ts";

export interface ApprovalSystem {
  /** Answers with what finds the token later. */
  start(name: string): Promise<string>;
  /** Whether a start that has been answered waits already; otherwise its token tells. */
  readonly waitsOnceStarted: boolean;
  /** The token of a started execution, once it is out. */
  findToken(started: string): Promise<string>;
  /** Resolves when whoever waits for the result has it. */
  answer(token: string): Promise<void>;
  /** Twenty steps that do nothing but pass data on. */
  runPasses?(name: string): Promise<void>;
  /** Twenty steps that each cause something: a message here, a journalled step elsewhere. */
  runTasks?(name: string): Promise<void>;
  /** Twenty steps that each wait for an answer of their own, which comes at once. */
  runCallbacks?(name: string): Promise<void>;
}

export interface ApprovalLoad {
  readonly executions: number;
  readonly concurrency: number;
}

export type Figures = Record<string, number>;

/** @param cpuSeconds Processor time of the system so far. */
export async function measureApprovals(
  system: ApprovalSystem,
  { executions, concurrency }: ApprovalLoad,
  cpuSeconds: () => number,
): Promise<Figures> {
  await warmUp(system, executions, concurrency);
  const started: string[] = [];
  const tokens: string[] = [];
  const collectTokens = () =>
    eachConcurrently(started, concurrency, async (it) => {
      tokens.push(await system.findToken(it));
    });
  const cpuAtStart = cpuSeconds();
  const startSeconds = await seconds(async () => {
    await eachConcurrently(names("a", executions), concurrency, async (name) => {
      started.push(await system.start(name));
    });
    if (!system.waitsOnceStarted) await collectTokens();
  });
  const startCpuSeconds = cpuSeconds() - cpuAtStart;
  if (system.waitsOnceStarted) await collectTokens();
  // One at a time for latency, the rest at full concurrency for throughput.
  const alone = tokens.splice(0, Math.min(300, Math.floor(tokens.length / 5)));
  const answer = (token: string) => system.answer(token);
  const latenciesMs = await eachConcurrently(alone, 1, answer);
  const resumed = tokens.length;
  const cpuAtResume = cpuSeconds();
  const resumeSeconds = await seconds(() => eachConcurrently(tokens, concurrency, answer));
  const resumeCpuSeconds = cpuSeconds() - cpuAtResume;
  return {
    startsPerSecond: executions / startSeconds,
    resumesPerSecond: resumed / resumeSeconds,
    endToEndPerSecond: 1 / (startSeconds / executions + resumeSeconds / resumed),
    startCpuMicroseconds: (startCpuSeconds / executions) * 1e6,
    resumeCpuMicroseconds: (resumeCpuSeconds / resumed) * 1e6,
    callbackP50Ms: percentile(latenciesMs, 0.5),
    callbackP99Ms: percentile(latenciesMs, 0.99),
  };
}

/** Machines of 20 steps; the figures are steps per second. */
export async function measureSteps(
  system: ApprovalSystem,
  { executions, concurrency }: ApprovalLoad,
): Promise<Figures> {
  const rate = async (prefix: string, count: number, run?: (name: string) => Promise<void>) => {
    if (!run) return undefined;
    const took = await seconds(() => eachConcurrently(names(prefix, count), concurrency, run));
    return (count * 20) / took;
  };
  const few = Math.ceil(executions / 10);
  const passes = await rate("p", executions, system.runPasses?.bind(system));
  const tasks = await rate("t", few, system.runTasks?.bind(system));
  const callbacks = await rate("c", few, system.runCallbacks?.bind(system));
  return {
    ...(passes !== undefined && { passStepsPerSecond: passes }),
    ...(tasks !== undefined && { taskStepsPerSecond: tasks }),
    ...(callbacks !== undefined && { callbackStepsPerSecond: callbacks }),
  };
}

/** Compilers, caches and connections are no part of the figures: it takes as many as are measured. */
async function warmUp(system: ApprovalSystem, executions: number, concurrency: number) {
  await eachConcurrently(names("warm-up", executions), concurrency, async (name) => {
    await system.answer(await system.findToken(await system.start(name)));
  });
}
