// A bench for the interpreter: plays events against a machine and keeps what came of them.

import { parseDefinition } from "../asl/parse-definition.ts";
import { defined } from "../base/assert.ts";
import type { Instant } from "../base/instant.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { advance } from "./advance.ts";
import type { ScheduleTask, TaskEnd } from "./effect.ts";
import type { Happening } from "./event.ts";
import type { HistoryEvent } from "./history-event.ts";
import { type LineChange, LineTable, NO_LINES } from "./line-table.ts";
import { createMachine, type Machine } from "./machine.ts";
import { type ExecutionState, NOT_STARTED } from "./state.ts";
import type { Transition } from "./transition.ts";

/** The first moment of 2026, when every run of the bench begins. */
export const T0 = 1_767_225_600_000;

export interface Run {
  readonly machine: Machine;
  state: ExecutionState;
  /** The lines that are kept beside the progress. */
  readonly lines: LineTable;
  readonly history: HistoryEvent[];
  readonly calls: ScheduleTask[];
  readonly closedTasks: [number, TaskEnd][];
  /** Of every task and timer that there was. */
  readonly lineOf: Map<string, number>;
  /** Timers that are set, as number and instant. */
  timers(): [number, Instant][];
  /** Plays an event and takes over what it comes to. Whose timer or task it is about is known here. */
  at(at: Instant, happening: Happening): Promise<Transition>;
}

export function machineOf(definition: object): Machine {
  const parsed = parseDefinition(JSON.stringify(definition));
  const checked = defined(parsed.definition, JSON.stringify(parsed.diagnostics));
  return createMachine(checked, {
    region: "us-east-1",
    mintTaskToken: ({ task }) => `token-${task}`,
  });
}

export function freshState(input: Json): ExecutionState {
  return {
    origin: {
      executionId: "01",
      executionArn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
      name: "e",
      stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:m",
      stateMachineName: "m",
      roleArn: "arn:aws:iam::000000000000:role/r",
      input,
      inputText: JSON.stringify(input),
      startedAt: T0,
    },
    progress: NOT_STARTED,
  };
}

export function newRun(machine: Machine, input: Json = {}): Run {
  const timers = new Map<number, Instant>();
  const run: Run = {
    machine,
    state: freshState(input),
    lines: new LineTable(NO_LINES),
    lineOf: new Map(),
    history: [],
    calls: [],
    closedTasks: [],
    timers: () => [...timers],
    async at(at, happening) {
      const transition = await play(run, at, happening);
      run.state = JSON.parse(JSON.stringify(transition.after)) as ExecutionState;
      run.history.push(...transition.history);
      run.lines.apply(JSON.parse(JSON.stringify(transition.lines)) as LineChange[]);
      for (const effect of transition.effects) {
        if (effect.kind === "setTimer") timers.set(effect.timer, effect.dueAt);
        if (effect.kind === "setTimer") run.lineOf.set(`timer ${effect.timer}`, effect.line);
        if (effect.kind === "scheduleTask") run.lineOf.set(`task ${effect.task}`, effect.line);
        if (effect.kind === "clearTimer") timers.delete(effect.timer);
        if (effect.kind === "scheduleTask") run.calls.push(effect);
        if (effect.kind === "closeTask") run.closedTasks.push([effect.task, effect.reason]);
      }
      return transition;
    },
  };
  return run;
}

export async function start(definition: object, input: Json = {}): Promise<Run> {
  const run = newRun(machineOf(definition), input);
  await run.at(T0, { kind: "executionStarted" });
  return run;
}

/** What an event would do, without taking it over. */
export function play(run: Run, at: Instant, happening: Happening): Promise<Transition> {
  const line = lineOf(run, happening);
  return advance(run.machine, run.state, { line, ...happening, at, seed: `${at}` }, run.lines);
}

export function lineOf({ lineOf: known }: Run, happening: Happening): number {
  if ("task" in happening) return known.get(`task ${happening.task}`) ?? 0;
  return known.get("timer" in happening ? `timer ${happening.timer}` : "") ?? 0;
}

export function typesOf(history: readonly HistoryEvent[]): string[] {
  return history.map(({ type }) => type);
}

/** A machine that is one callback task, with fields of its state over the usual ones. */
export function callbackMachine(fields: JsonObject): JsonObject {
  return {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
        Parameters: { "Message.$": "$$.Task.Token" },
        End: true,
        ...fields,
      },
      ...("Catch" in fields && { Caught: { Type: "Pass", End: true } }),
    },
  };
}
