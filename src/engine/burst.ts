// One event and all that follows from it before anything has to be stored: a transition, the atomic
// runners it calls, the transitions that their answers cause, and so on.

import { newId } from "../base/ulid.ts";
import { advance } from "../execution/advance.ts";
import type { Effect, ScheduleTask } from "../execution/effect.ts";
import type { ExecutionEvent, Happening } from "../execution/event.ts";
import type { HistoryEvent } from "../execution/history-event.ts";
import { type LineChange, type Lines, LineTable } from "../execution/line-table.ts";
import type { Machine } from "../execution/machine.ts";
import type { ExecutionState } from "../execution/state.ts";
import type { Change } from "../store/change.ts";
import type { TaskAnswer, TaskCall, TaskRunner } from "./task-runner.ts";

export interface Burst {
  readonly after: ExecutionState;
  readonly history: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
  readonly lines: readonly LineChange[];
  /** What the atomic runners want stored along. */
  readonly changes: readonly Change[];
  /** Tasks whose runner has answered inside the burst, with what they ask of a person. */
  readonly answered: ReadonlyMap<number, Asked>;
  readonly isStale: boolean;
}

export interface Asked {
  readonly subject: string | null;
  /** Whether there is an approval, which people decide. */
  readonly hasApproval: boolean;
}

export interface BurstSurroundings {
  readonly machine: Machine;
  readonly startedBy: string;
  readonly missingActivities: readonly string[];
  /** The runner of a resource, when it may be called before the commit. */
  readonly atomicRunner: (resource: string) => TaskRunner | undefined;
}

/** @param stored the lines that are kept beside the progress of `before` */
export async function runBurst(
  surroundings: BurstSurroundings,
  before: ExecutionState,
  first: ExecutionEvent,
  stored: Lines,
): Promise<Burst> {
  const lines = new LineTable(stored);
  const history: HistoryEvent[] = [];
  const effects: Effect[] = [];
  const changes: Change[] = [];
  const answered = new Map<number, Asked>();
  const calls: ScheduleTask[] = [];
  const closed = new Set<number>();
  let state = before;

  async function take(event: ExecutionEvent): Promise<boolean> {
    const { machine, missingActivities } = surroundings;
    const transition = await advance(machine, state, { ...event, missingActivities }, lines);
    state = transition.after;
    lines.apply(transition.lines);
    history.push(...transition.history);
    for (const effect of transition.effects) {
      effects.push(effect);
      if (effect.kind === "scheduleTask") calls.push(effect);
      if (effect.kind === "closeTask") closed.add(effect.task);
    }
    return transition.isStale;
  }

  const isStale = await take(first);
  for (let next = calls.shift(); next; next = calls.shift()) {
    // A sibling may have failed in the meantime and taken this task along.
    if (closed.has(next.task)) continue;
    const runner = surroundings.atomicRunner(next.resource);
    const answer = await runner?.run(callOf(surroundings, state, next, first.at));
    if (!answer || answer.kind === "tryAgain") continue;
    if (answer.kind === "succeeded") changes.push(...(answer.changes ?? []));
    answered.set(next.task, askedIn(answer));
    await take({ ...happeningOf(next, answer), at: first.at, seed: newId(first.at) });
  }
  return { after: state, history, effects, lines: lines.changes(), changes, answered, isStale };
}

/** What the answer of a runner has asked somebody, where it has. */
export function askedIn(answer: Exclude<TaskAnswer, { readonly kind: "tryAgain" }>): Asked {
  if (answer.kind !== "succeeded") return { subject: null, hasApproval: false };
  const hasApproval = answer.changes?.some(({ kind }) => kind === "createApproval") ?? false;
  return { subject: answer.subject || null, hasApproval };
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
  call: { readonly task: number; readonly line: number; readonly token?: string },
  answer: Exclude<TaskAnswer, { readonly kind: "tryAgain" }>,
): Happening {
  const { task, line } = call;
  if (answer.kind === "failed") {
    return { kind: "taskFailed", task, line, error: answer.error, cause: answer.cause };
  }
  const output = JSON.stringify(answer.output);
  if (call.token === undefined) return { kind: "taskSucceeded", task, line, output };
  const { hasApproval } = askedIn(answer);
  return { kind: "taskSubmitted", task, line, output, isForPeople: hasApproval };
}
