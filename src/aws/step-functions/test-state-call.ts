// A task of TestState that is not mocked: its resource is called as an execution would call it, and what
// an atomic runner wants written is written.

import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, Instant } from "../../base/instant.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import { runnerOf } from "../../engine/runner-of.ts";
import type { TaskAnswer, TaskCall, TaskRunners } from "../../engine/task-runner.ts";
import type { ScheduleTask } from "../../execution/effect.ts";
import type { ExecutionOrigin } from "../../execution/state.ts";
import type { AnswerTask, TestedTaskAnswer } from "../../execution/test-state.ts";
import type { Connection } from "../operation.ts";

export interface CallResourceDeps {
  readonly runners: TaskRunners;
  readonly commit: Commit;
  readonly clock: Clock;
}

export interface CallFacts {
  readonly origin: ExecutionOrigin;
  readonly startedBy: string;
  readonly connection: Connection;
}

/** Nobody waits longer than the test may take, nor once the caller has hung up. */
export function createResourceCaller(deps: CallResourceDeps, facts: CallFacts): AnswerTask {
  return async (task, dueAt) => {
    const ended = new AbortController();
    const { signal: hungUp } = facts.connection;
    const signal = hungUp ? AbortSignal.any([hungUp, ended.signal]) : ended.signal;
    const over = sleep(Math.max(dueAt - deps.clock(), 0), "timedOut" as const, { signal }).catch(
      () => "timedOut" as const,
    );
    try {
      const answer = await Promise.race([callResource(deps, facts, task, signal), over]);
      return answer === "timedOut" ? { kind: "timedOut" } : answer;
    } finally {
      ended.abort();
    }
  };
}

async function callResource(
  deps: CallResourceDeps,
  facts: CallFacts,
  task: ScheduleTask,
  signal: AbortSignal,
): Promise<TestedTaskAnswer> {
  for (;;) {
    const call = callOf(task, facts, deps.clock());
    const answer = await runnerOf(deps.runners, task.resource).run(call, signal);
    // Whoever has stopped waiting does not want it done either.
    if (signal.aborted) return { kind: "timedOut" };
    const settled = await settle(deps, answer);
    if (settled) return settled;
    await sleep(answer.kind === "tryAgain" ? answer.afterSeconds * 1000 : 0, undefined, { signal });
  }
}

function callOf(task: ScheduleTask, { origin, startedBy }: CallFacts, at: Instant): TaskCall {
  return {
    executionId: origin.executionId,
    executionArn: origin.executionArn,
    executionName: origin.name,
    stateMachineName: origin.stateMachineName,
    startedBy,
    stateName: task.stateName,
    task: task.task,
    line: task.line,
    resource: task.resource,
    parameters: task.parameters,
    ...(task.timeoutAt !== undefined && { timeoutAt: task.timeoutAt }),
    at,
  };
}

/** Nothing when the call has to be made again. */
async function settle(
  { commit, clock }: CallResourceDeps,
  answer: TaskAnswer,
): Promise<TestedTaskAnswer | undefined> {
  if (answer.kind === "tryAgain") return undefined;
  const at = clock();
  if (answer.kind === "failed") {
    const { error, cause } = answer;
    return { kind: "failed", error, cause, at };
  }
  const { changes = [], output } = answer;
  if (changes.length > 0 && (await commit(changes)) !== "committed") return undefined;
  return { kind: "succeeded", output: JSON.stringify(output), at };
}
