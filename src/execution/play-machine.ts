// Plays a whole execution against a script, on a clock that jumps from one thing to the next: thirty days
// take milliseconds. It is the interpreter with nothing around it, so what it shows is what will happen.

import { parseResource } from "../asl/resource.ts";
import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import { advance } from "./advance.ts";
import type { Effect } from "./effect.ts";
import type { Happening } from "./event.ts";
import type { HistoryEvent } from "./history-event.ts";
import { LineTable, NO_LINES } from "./line-table.ts";
import type { Machine } from "./machine.ts";
import { type ExecutionOrigin, type ExecutionState, NOT_STARTED } from "./state.ts";

/** What a Task state's resource, or the person behind it, answers to one attempt. */
export interface ScriptedAnswer {
  /** @default 0 */
  readonly afterSeconds?: number;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Nobody answers: only a timeout ends the attempt. */
  readonly isNever?: boolean;
}

/** By state name, one answer for each attempt. */
export type Script = Readonly<Record<string, readonly ScriptedAnswer[]>>;

export interface Play {
  readonly state: ExecutionState;
  readonly history: readonly HistoryEvent[];
  /** The Task state that was reached and has no (further) answer, when that is why it stopped. */
  readonly unansweredState?: string;
}

interface Due {
  readonly at: Instant;
  readonly happening: Happening;
}

/** Bounds a machine that goes round in circles, like the history of an execution does. */
const TURNS_MAX = 25_000;

export async function playMachine(
  machine: Machine,
  origin: ExecutionOrigin,
  script: Script,
): Promise<Play> {
  const table = new Table(script);
  const history: HistoryEvent[] = [];
  let state: ExecutionState = { origin, progress: NOT_STARTED };
  const lines = new LineTable(NO_LINES);
  let due: Due | undefined = { at: origin.startedAt, happening: { kind: "executionStarted" } };
  for (let turn = 0; due && turn < TURNS_MAX; turn++) {
    const event = { ...due.happening, at: due.at, seed: `${turn}` };
    const transition = await advance(machine, state, event, lines);
    state = transition.after;
    lines.apply(transition.lines);
    history.push(...transition.history);
    for (const effect of transition.effects) table.take(effect, due.at);
    if (table.unansweredState !== undefined) break;
    due = state.progress.status === "RUNNING" ? table.next() : undefined;
  }
  const { unansweredState } = table;
  return { state, history, ...(unansweredState !== undefined && { unansweredState }) };
}

/** What is still to come: timers that are set and answers that are on their way. */
class Table {
  readonly #script: Script;
  readonly #attempts = new Map<string, number>();
  readonly #timers = new Map<number, Extract<Effect, { kind: "setTimer" }>>();
  #answers: Due[] = [];
  unansweredState: string | undefined;

  constructor(script: Script) {
    this.#script = script;
  }

  take(effect: Effect, at: Instant): void {
    if (effect.kind === "setTimer") this.#timers.set(effect.timer, effect);
    else if (effect.kind === "clearTimer") this.#timers.delete(effect.timer);
    else if (effect.kind === "scheduleTask") this.#schedule(effect, at);
  }

  /** Answers come before timers of the same instant: who decides in time has decided. */
  next(): Due | undefined {
    const timers = [...this.#timers.values()].map(
      ({ timer, line, dueAt: at }): Due => ({ at, happening: { kind: "timerFired", timer, line } }),
    );
    const due = [...this.#answers, ...timers].reduce<Due | undefined>(
      (first, each) => (first && first.at <= each.at ? first : each),
      undefined,
    );
    this.#answers = this.#answers.filter((each) => each !== due);
    return due;
  }

  #schedule(effect: Extract<Effect, { kind: "scheduleTask" }>, at: Instant): void {
    const { stateName, task, line, resource, token } = effect;
    const attempt = this.#attempts.get(stateName) ?? 0;
    this.#attempts.set(stateName, attempt + 1);
    const answer = this.#script[stateName]?.[attempt];
    if (!answer) {
      this.unansweredState = stateName;
      return;
    }
    if (token !== undefined) {
      const isActivity = parseResource(resource)?.kind === "activity";
      const begun: Happening = isActivity
        ? { kind: "taskStarted", task, line }
        : { kind: "taskSubmitted", task, line, output: "{}" };
      this.#answers.push({ at, happening: begun });
    }
    if (answer.isNever) return;
    const answeredAt = at + (answer.afterSeconds ?? 0) * 1000;
    this.#answers.push({ at: answeredAt, happening: { ...happeningOf(task, answer), line } });
  }
}

function happeningOf(task: number, { output, error, cause }: ScriptedAnswer): Happening {
  if (error === undefined && cause === undefined) {
    return { kind: "taskSucceeded", task, output: JSON.stringify(output ?? {}) };
  }
  return {
    kind: "taskFailed",
    task,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}
