// What Task states call: something that only reads the store, something far away that is slow, fails and
// hands tokens back before it answers, and executions of a second machine.

import type { Instant } from "../../src/base/instant.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { encodeId } from "../../src/base/ulid.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { arnOfExecution } from "../../src/engine/execution-record.ts";
import type {
  TaskAnswer,
  TaskCall,
  TaskRunner,
  TaskRunners,
} from "../../src/engine/task-runner.ts";
import { SCOPE } from "../../src/engine/testing.ts";
import type { StateMachineRecord } from "../../src/store/records.ts";
import type { Store } from "../../src/store/store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import type { CallOwn, OwnAnswer, OwnRequest } from "../../src/tasks/call-own.ts";
import { createStartExecutionRunner } from "../../src/tasks/start-execution.ts";
import { drawBetween, drawOne, isDrawn } from "./draw.ts";
import type { Recorder } from "./recorder.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Weather } from "./weather.ts";

/** Its tasks are taken by workers. */
export const ACTIVITY = "arn:aws:states:us-east-1:000000000000:activity:work";

const RESOURCES = [
  ACTIVITY,
  "arn:aws:states:::sns:publish.waitForTaskToken",
  "arn:aws:states:::lambda:invoke",
  "arn:aws:states:::sns:publish",
  "arn:aws:states:::lambda:invoke.waitForTaskToken",
  "arn:aws:states:::states:startExecution.sync:2",
];

/** Somewhat less than that of the engine. */
const LEASE_MS = 15 * 60_000;

export interface RunnersOptions {
  readonly store: Store;
  /** It stands on the runners itself. */
  readonly engine: () => Pick<Engine, "startExecution" | "deliver">;
  readonly time: VirtualTime;
  readonly recorder: Recorder;
  readonly isStormy: () => boolean;
  readonly weather: Weather;
  readonly childMachine: StateMachineRecord;
  /** When tasks were called last, by `executionId.task`; those that are to be called again are not there. */
  readonly calledAt: Map<string, Instant>;
  /** Somebody got to know a token. */
  readonly tokenGiven: (token: string) => void;
}

export function createRunners(options: RunnersOptions): TaskRunners {
  const { store } = options;
  const callOwn: CallOwn = (request) => callChild(options, request);
  const engine: Pick<Engine, "deliver"> = { deliver: (...of) => options.engine().deliver(...of) };
  return new Map([
    ["sns:publish", atomicRunner(options)],
    ["lambda:invoke", foreignRunner(options)],
    ["states:startExecution", createStartExecutionRunner({ store, engine, scope: SCOPE, callOwn })],
  ]);
}

/** The key of what an atomic runner has stored along with its answer. */
export function sentKey({ executionId, task }: Pick<TaskCall, "executionId" | "task">): string {
  return `sent ${executionId} ${task}`;
}

/** What an atomic runner answers. */
export function sentBy({ task }: Pick<TaskCall, "task">): JsonObject {
  return { sent: task };
}

function atomicRunner({ store, time, recorder, isStormy }: RunnersOptions): TaskRunner {
  return {
    isAtomic: true,
    async run(call) {
      if (isDrawn(time.random, 0.3)) await store.findTopic("any");
      const answer = drawAnswer(call);
      recorder.answered(call, answer);
      return answer;
    },
  };

  function drawAnswer(call: TaskCall): TaskAnswer {
    if (isStormy() && isDrawn(time.random, 0.1)) return { kind: "failed", error: "A", cause: "a" };
    if (isStormy() && isDrawn(time.random, 0.05)) return tryAgain();
    const sent = { kind: "createSetting", key: sentKey(call), value: "" } as const;
    return { kind: "succeeded", output: sentBy(call), changes: [sent], subject: "Please" };
  }
}

function foreignRunner(options: RunnersOptions): TaskRunner {
  const { time, isStormy, tokenGiven } = options;
  const { random } = time;
  return {
    isAtomic: false,
    async run(call, signal) {
      noteCall(options, call);
      const isSlow = isStormy() && isDrawn(random, 0.05);
      const callMs = isSlow
        ? drawBetween(random, 60_000, 2_000_000)
        : drawBetween(random, 0, 9_000);
      const toldMs = drawBetween(random, 0, callMs);
      await time.sleep(toldMs);
      if (call.token !== undefined) tokenGiven(call.token);
      await time.sleep(callMs - toldMs);
      if (isStormy()) {
        if (isDrawn(random, 0.1)) return { kind: "failed", error: "E", cause: "c" };
        if (isDrawn(random, 0.1)) {
          options.calledAt.delete(keyOf(call));
          return tryAgain();
        }
        if (isDrawn(random, 0.1)) throw new StoreError("a runner could not read the store");
      }
      return { kind: "succeeded", output: { wasAborted: signal?.aborted === true } };
    },
  };
}

/** As long as a lease holds, nobody else calls. */
function noteCall({ calledAt, time, weather }: RunnersOptions, call: TaskCall): void {
  const before = calledAt.get(keyOf(call));
  const isOnce = !weather.isFair || before === undefined || before + LEASE_MS <= time.now;
  if (!isOnce) time.begin(() => Promise.reject(new Error("a task is called under two leases")));
  calledAt.set(keyOf(call), time.now);
}

function keyOf({ executionId, task }: TaskCall): string {
  return `${executionId}.${task}`;
}

function tryAgain(): TaskAnswer {
  return { kind: "tryAgain", afterSeconds: 5, reason: "busy" };
}

/** The two operations of this server that a task calls to start an execution and to learn of its end. */
async function callChild(options: RunnersOptions, request: OwnRequest): Promise<OwnAnswer> {
  const { parameters } = request;
  return request.operation === "StartExecution"
    ? startChild(options, request)
    : describeChild(options, String(parameters["ExecutionArn"]));
}

async function startChild(
  { engine, time, childMachine }: RunnersOptions,
  { parameters, parent, startedBy }: OwnRequest,
): Promise<OwnAnswer> {
  const outcome = await engine().startExecution({
    stateMachine: childMachine,
    executionId: drawId(time),
    name: String(parameters["Name"]),
    input: "{}",
    startedBy,
    ...(parent && { parent }),
  });
  if (outcome.kind === "started") {
    const { executionArn, startedAt } = outcome;
    return answered({ ExecutionArn: executionArn, StartDate: startedAt });
  }
  if (outcome.kind === "orphaned") return refused("TaskTimedOut");
  const { execution } = outcome;
  if (execution.status !== "RUNNING") return refused("ExecutionAlreadyExists");
  return answered({
    ExecutionArn: arnOfExecution(SCOPE, execution),
    StartDate: execution.startedAt,
  });
}

async function describeChild({ store, childMachine }: RunnersOptions, arn: string) {
  const execution = await store.findExecutionByName(childMachine.name, arn.split(":").at(-1) ?? "");
  const { status = "RUNNING", output, error, cause } = execution ?? {};
  return answered({
    ExecutionArn: arn,
    Status: status,
    ...(output != null && { Output: output }),
    ...(error != null && { Error: error }),
    ...(cause != null && { Cause: cause }),
  });
}

function answered(output: Extract<OwnAnswer, { kind: "answered" }>["output"]): OwnAnswer {
  return { kind: "answered", output, requestId: "r" };
}

function refused(name: string): OwnAnswer {
  const refusal = { name, code: name, isModelled: true, message: name, status: 400 };
  return { kind: "refused", refusal: { ...refusal, requestId: "r", attempts: 1 } };
}

/** A new id that follows from the random source. */
export function drawId(time: VirtualTime): string {
  const bytes = new Uint8Array(16);
  let rest = time.now;
  for (let index = 5; index >= 0; index--) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  for (let index = 6; index < 16; index++) bytes[index] = drawBetween(time.random, 0, 255);
  return encodeId(bytes);
}

export function drawResources(time: VirtualTime): readonly string[] {
  const all = RESOURCES.filter(() => isDrawn(time.random, 0.7));
  return all.length > 0 ? all : [drawOne(time.random, RESOURCES)];
}
