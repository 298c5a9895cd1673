// One event and all that follows from it before anything has to be stored: a transition, the atomic
// runners it calls, the transitions that their answers cause, and so on.

import { newId } from "../base/ulid.ts";
import { advance } from "../execution/advance.ts";
import type { Effect, ScheduleTask } from "../execution/effect.ts";
import type { ExecutionEvent, Happening } from "../execution/event.ts";
import type { HistoryEvent } from "../execution/history-event.ts";
import type { Machine } from "../execution/machine.ts";
import type { ExecutionState } from "../execution/state.ts";
import type { Change } from "../store/change.ts";
import type { TaskAnswer, TaskCall, TaskRunner } from "./task-runner.ts";

export interface Burst {
  readonly after: ExecutionState;
  readonly history: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
  /** What the atomic runners want stored along. */
  readonly changes: readonly Change[];
  /** Tasks whose runner has answered inside the burst, with what they ask of a person. */
  readonly answered: ReadonlyMap<number, string | null>;
  readonly isStale: boolean;
}

export interface BurstSurroundings {
  readonly machine: Machine;
  readonly startedBy: string;
  /** The runner of a resource, when it may be called before the commit. */
  readonly atomicRunner: (resource: string) => TaskRunner | undefined;
}

export async function runBurst(
  surroundings: BurstSurroundings,
  before: ExecutionState,
  first: ExecutionEvent,
): Promise<Burst> {
  const history: HistoryEvent[] = [];
  const effects: Effect[] = [];
  const changes: Change[] = [];
  const answered = new Map<number, string | null>();
  let state = before;
  let isStale = false;
  let event: ExecutionEvent | undefined = first;
  while (event) {
    const transition = await advance(surroundings.machine, state, event);
    if (event === first) isStale = transition.isStale;
    state = transition.after;
    history.push(...transition.history);
    effects.push(...transition.effects);
    const call: ScheduleTask | undefined = transition.effects.find(isScheduleTask);
    const runner = call && surroundings.atomicRunner(call.resource);
    if (!call || !runner) break;
    const answer = await runner.run(callOf(surroundings, state, call, event.at));
    if (answer.kind === "tryAgain") break;
    if (answer.kind === "succeeded") changes.push(...(answer.changes ?? []));
    answered.set(call.task, (answer.kind === "succeeded" && answer.subject) || null);
    event = { ...happeningOf(call, answer), at: event.at, seed: newId(event.at) };
  }
  return { after: state, history, effects, changes, answered, isStale };
}

export function callOf(
  { startedBy }: Pick<BurstSurroundings, "startedBy">,
  { origin }: ExecutionState,
  effect: ScheduleTask,
  at: number,
): TaskCall {
  const { kind: _, ...task } = effect;
  return {
    ...task,
    executionId: origin.executionId,
    executionArn: origin.executionArn,
    executionName: origin.name,
    stateMachineName: origin.stateMachineName,
    startedBy,
    at,
  };
}

/** What a runner's answer means to the execution. */
export function happeningOf(
  call: { readonly task: number; readonly token?: string },
  answer: Exclude<TaskAnswer, { readonly kind: "tryAgain" }>,
): Happening {
  const { task } = call;
  if (answer.kind === "failed") {
    return { kind: "taskFailed", task, error: answer.error, cause: answer.cause };
  }
  const output = JSON.stringify(answer.output);
  const kind = call.token === undefined ? "taskSucceeded" : "taskSubmitted";
  return { kind, task, output };
}

function isScheduleTask(effect: Effect): effect is ScheduleTask {
  return effect.kind === "scheduleTask";
}
