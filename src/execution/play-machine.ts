// Plays a whole execution against a script, on a clock that jumps from one thing to the next: thirty days
// take milliseconds. It is the interpreter with nothing around it, so what it shows is what will happen.

import { parseResource } from "../asl/resource.ts";
import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import { advance } from "./advance.ts";
import type { Effect, StartMapRun } from "./effect.ts";
import type { Happening } from "./event.ts";
import type { HistoryEvent } from "./history-event.ts";
import { LineTable, NO_LINES } from "./line-table.ts";
import type { Machine } from "./machine.ts";
import { type MapRunPlay, type PlayedMapRun, playMapRun } from "./play-map-run.ts";
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

export function playMachine(
  machine: Machine,
  origin: ExecutionOrigin,
  script: Script,
): Promise<Play> {
  return play(machine, origin, { script, attempts: new Map() });
}

/** What is left of the script: child executions use it up together with the one that they belong to. */
interface ScriptInUse {
  readonly script: Script;
  /** By state name. */
  readonly attempts: Map<string, number>;
}

async function play(machine: Machine, origin: ExecutionOrigin, inUse: ScriptInUse): Promise<Play> {
  const table = new Table(inUse);
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
    for (const effect of transition.effects) {
      table.take(effect, due.at);
      if (effect.kind !== "startMapRun") continue;
      const run = { machine, execution: state, lines, at: due.at };
      table.takeMapRun(effect, await playMapRun({ ...run, ...playing(inUse) }, effect));
    }
    if (table.unansweredState !== undefined) break;
    due = state.progress.status === "RUNNING" ? table.next() : undefined;
  }
  const { unansweredState } = table;
  return { state, history, ...(unansweredState !== undefined && { unansweredState }) };
}

function playing(inUse: ScriptInUse): Pick<MapRunPlay, "playChild" | "answerFor"> {
  return {
    playChild: (machine, origin) => play(machine, origin, inUse),
    answerFor: (stateName) => nextAnswer(inUse, stateName)?.output,
  };
}

function nextAnswer({ script, attempts }: ScriptInUse, stateName: string) {
  const attempt = attempts.get(stateName) ?? 0;
  attempts.set(stateName, attempt + 1);
  return script[stateName]?.[attempt];
}

/** What is still to come: timers that are set and answers that are on their way. */
class Table {
  readonly #script: ScriptInUse;
  readonly #timers = new Map<number, Extract<Effect, { kind: "setTimer" }>>();
  #answers: Due[] = [];
  unansweredState: string | undefined;

  constructor(script: ScriptInUse) {
    this.#script = script;
  }

  take(effect: Effect, at: Instant): void {
    if (effect.kind === "setTimer") this.#timers.set(effect.timer, effect);
    else if (effect.kind === "clearTimer") this.#timers.delete(effect.timer);
    else if (effect.kind === "scheduleTask") this.#schedule(effect, at);
  }

  takeMapRun({ mapRun, line }: StartMapRun, played: PlayedMapRun): void {
    if ("unansweredState" in played) {
      this.unansweredState = played.unansweredState;
      return;
    }
    const { at, outcome } = played;
    this.#answers.push({ at, happening: { kind: "mapRunEnded", mapRun, line, outcome } });
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
    const answer = nextAnswer(this.#script, stateName);
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
