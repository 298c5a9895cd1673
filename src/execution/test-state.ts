// Runs one state of a definition by itself, as the interpreter runs it: the state stands in a machine of
// its own, and what lies one step behind it is where the test ends. Nothing is stored, and no time is
// waited for: a Wait state is over at once, and fails where the test would have taken too long.
//
// What a task is asked goes to whoever tests, and so does what the lines of a Parallel or Map come to.
// https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html

import type { QueryLanguage, State } from "../asl/definition.ts";
import type { Failure } from "../asl/failure.ts";
import { assert, defined } from "../base/assert.ts";
import type { Instant } from "../base/instant.ts";
import type { JsonObject } from "../base/json.ts";
import { advance } from "./advance.ts";
import { failureDetails } from "./draft.ts";
import type { Effect, ScheduleTask, SetTimer } from "./effect.ts";
import type { Happening } from "./event.ts";
import { createMachine, type Machine } from "./machine.ts";
import type { ExecutionOrigin, ExecutionState } from "./state.ts";
import { type IsolatedState, isolateState } from "./test-state/isolate-state.ts";
import { readResult, type Seen, type StateTestResult, timedOut } from "./test-state/read-result.ts";
import { expressContext, givenContext } from "./test-state/test-context.ts";
import type { Transition } from "./transition.ts";

export type { StateTestResult } from "./test-state/read-result.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
const TEST_SECONDS_MAX = 300;

export interface StateTest {
  readonly stateName: string;
  /** Of a checked definition. */
  readonly state: State;
  /** That of the machine which the state belongs to. */
  readonly queryLanguage: QueryLanguage | undefined;
  /** What the state believes to be part of; its input, and when the test begins, are in here. */
  readonly origin: ExecutionOrigin;
  readonly variables: JsonObject;
  /** In place of the context object that goes with `origin`. */
  readonly context?: JsonObject;
  /** Attempts that every entry of Retry counts as used. */
  readonly retryCount: number;
  readonly region: string;
  /** Of a task that waits for one. */
  readonly taskToken: string;
  /** Of a Map: iterations that count as failed. */
  readonly failedIterations: number;
  /** Of a Map: what its ItemReader would have found, as text. */
  readonly itemReaderData: string | undefined;
  /** Where ids, jitter and random numbers are drawn from. */
  readonly seed: string;
  readonly answerTask: AnswerTask;
}

/**
 * What a Task state's resource answers, or the lines of a Parallel or Map come to.
 * @param dueAt when its time is over: `timedOut` is the answer then
 */
export type AnswerTask = (task: ScheduleTask, dueAt: Instant) => Promise<TestedTaskAnswer>;

export type TestedTaskAnswer =
  /** `output` is JSON text. */
  | { readonly kind: "succeeded"; readonly output: string; readonly at: Instant }
  | ({ readonly kind: "failed"; readonly at: Instant } & Partial<Failure>)
  | { readonly kind: "timedOut" };

export async function runStateTest(test: StateTest): Promise<StateTestResult> {
  const { origin, seed } = test;
  const isolated = isolateState(test.stateName, test.state, test.queryLanguage);
  const seen: Seen = { steps: {}, failure: {} };
  const machine = machineOf(test, isolated, seen);
  const before = stateBefore(test, isolated);
  const begun = { kind: "timerFired", timer: FIRST_TIMER, at: origin.startedAt, seed } as const;
  const first = await advance(machine, before, begun);
  const event = await hear(test, first);
  if (event === "overdue") return timedOut(test, seen);
  const last = event && (await advance(machine, first.after, { ...event, seed: `${seed} answer` }));
  return readResult(test, isolated, seen, {
    transitions: last ? [first, last] : [first],
    at: event?.at ?? origin.startedAt,
  });
}

function machineOf(test: StateTest, isolated: IsolatedState, seen: Seen): Machine {
  return createMachine(isolated.definition, {
    region: test.region,
    mintTaskToken: () => test.taskToken,
    inspection: {
      saw: (stateName, step, value) => {
        if (stateName === test.stateName) seen.steps[step] = value;
      },
      failed: (failure) => {
        seen.failure = failure;
      },
      contextObject: (usual) =>
        test.context ? givenContext(test.context, usual) : expressContext(usual, test.retryCount),
      failedIterations: test.failedIterations,
      itemReaderData: test.itemReaderData,
    },
  });
}

const FIRST_TIMER = 1;
/** Of ExecutionStarted and the state's Entered event. */
const STARTED = 1;
const ENTERED = 2;

/** In the state, and about to begin an attempt. */
function stateBefore(
  { origin, retryCount, stateName, variables }: StateTest,
  { definition }: IsolatedState,
): ExecutionState {
  const state = defined(definition.States[stateName], "the state under test");
  const retriers = ("Retry" in state && state.Retry) || [];
  return {
    origin,
    progress: {
      status: "RUNNING",
      lastEventId: ENTERED,
      lastTask: 0,
      lastTimer: FIRST_TIMER,
      frame: {
        stateName,
        input: origin.input,
        enteredAt: origin.startedAt,
        enteredFromEventId: STARTED,
        enteredEventId: ENTERED,
        previousEventId: ENTERED,
        retryCounts: retriers.map(() => retryCount),
        variables,
        waitingFor: { kind: "retry", timer: FIRST_TIMER },
      },
    },
  };
}

type Heard = Happening & { readonly at: Instant };

/** What the state hears of what it waits for; nothing when it is over or its next attempt is to come. */
async function hear(
  test: Pick<StateTest, "origin" | "answerTask">,
  { after, effects }: Transition,
): Promise<Heard | "overdue" | undefined> {
  const waiting = after.progress.frame?.waitingFor;
  if (waiting?.kind !== "timer" && waiting?.kind !== "task") return undefined;
  const overdueAt = test.origin.startedAt + TEST_SECONDS_MAX * 1000;
  const timer = firstTimer(effects);
  const isInTime = timer !== undefined && timer.dueAt <= overdueAt;
  const fired = isInTime
    ? ({ kind: "timerFired", timer: timer.timer, at: timer.dueAt } as const)
    : "overdue";
  if (waiting.kind === "timer") return fired;
  const task = effects.find((effect) => effect.kind === "scheduleTask");
  assert(task !== undefined, "a Task state waits for what it has scheduled");
  const answer = await test.answerTask(task, isInTime ? timer.dueAt : overdueAt);
  return answer.kind === "timedOut" ? fired : heardOf(task.task, answer);
}

function firstTimer(effects: readonly Effect[]): SetTimer | undefined {
  return effects
    .filter((effect) => effect.kind === "setTimer")
    .toSorted((one, other) => one.dueAt - other.dueAt)[0];
}

function heardOf(
  task: number,
  answer: Exclude<TestedTaskAnswer, { readonly kind: "timedOut" }>,
): Heard {
  const { at } = answer;
  if (answer.kind === "succeeded") {
    return { kind: "taskSucceeded", task, output: answer.output, at };
  }
  return { kind: "taskFailed", task, ...failureDetails(answer), at };
}
