// The real engine on an in-memory store and a clock that the test moves.

import type { Instant } from "../base/instant.ts";
import { newId } from "../base/ulid.ts";
import { openMemoryStore } from "../store/open-store.ts";
import type { StateMachineRecord } from "../store/records.ts";
import type { Store, Unit } from "../store/store.ts";
import { createCommitQueue } from "./commit-queue.ts";
import { createEngine, type EngineOptions } from "./create-engine.ts";
import type { Engine } from "./engine.ts";
import { createTaskCalls, type TaskCalls } from "./task-loop.ts";
import type { TaskRunner, TaskRunners } from "./task-runner.ts";
import { fireTimers } from "./timer-loop.ts";

export interface EngineBench {
  readonly store: Store;
  readonly engine: Engine;
  readonly commit: EngineOptions["commit"];
  /** Every unit that was committed. */
  readonly units: readonly Unit[];
  readonly taskCalls: TaskCalls;
  readonly runners: TaskRunners;
  now: Instant;
  /** Stores a state machine that may be started. */
  deploy(definition: object, name?: string, settings?: object): Promise<StateMachineRecord>;
  fireTimers(): Promise<Instant | undefined>;
  /** The types of an execution's history events. */
  history(executionId: string): Promise<readonly string[]>;
}

export const SCOPE = { region: "us-east-1", accountId: "000000000000" };
export const SECRET = new Uint8Array(32).fill(7);
const T0 = Date.UTC(2026, 0, 1);

export async function openEngine(
  runner: TaskRunner,
  options: Partial<
    Pick<
      EngineOptions,
      "taskClosed" | "observer" | "historyCommitted" | "historyEventsMax" | "rest"
    >
  > = {},
): Promise<EngineBench> {
  const store = await openMemoryStore();
  const units: Unit[] = [];
  const commit = createCommitQueue(store, { unitCommitted: (unit) => units.push(unit) });
  let made: EngineBench | undefined;
  const clock = () => made?.now ?? T0;
  const runners = new Map([["sns:publish", runner]]);
  const common = { store, commit, clock, runners, scope: SCOPE, tokenSecret: SECRET };
  const engine = createEngine({ ...common, ...options });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const bench: EngineBench = {
    ...common,
    engine,
    units,
    now: T0,
    taskCalls: createTaskCalls({ ...common, engine, log }),
    deploy: (definition, name = "m", settings = {}) => deploy(bench, definition, name, settings),
    fireTimers: () => fireTimers({ store, commit, engine, clock, log }),
    async history(executionId) {
      const chunks = await store.readHistory(executionId, { isReverse: false, limit: 1_000 });
      return chunks.flatMap(({ events }) => events.map(({ type }) => type));
    },
  };
  made = bench;
  return bench;
}

async function deploy(
  { commit, now }: EngineBench,
  definition: object,
  name: string,
  settings: object,
): Promise<StateMachineRecord> {
  const stateMachine: StateMachineRecord = {
    name,
    type: "STANDARD",
    status: "ACTIVE",
    lastVersion: 0,
    createdAt: now,
    updatedAt: now,
    revision: {
      id: newId(now),
      stateMachineName: name,
      publicId: null,
      definition: JSON.stringify(definition),
      roleArn: "arn:aws:iam::000000000000:role/r",
      createdAt: now,
    },
    settings: JSON.stringify(settings),
    tags: "{}",
  };
  await commit([{ kind: "createStateMachine", stateMachine }]);
  return stateMachine;
}
