// One schedule: machines, executions, nodes and mishaps drawn from a seed. First a storm, in which anything
// may go wrong; then all nodes are there and nothing does, until everything has ended; then all that is
// stored is compared with what it should be.

import assert from "node:assert/strict";
import type { Instant } from "../../src/base/instant.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { randomFrom } from "../../src/base/random.ts";
import { originOf } from "../../src/engine/execution-record.ts";
import { createRevisions } from "../../src/engine/revisions.ts";
import { SCOPE, SECRET } from "../../src/engine/testing.ts";
import { mintTaskToken } from "../../src/execution/task-token.ts";
import type { Change } from "../../src/store/change.ts";
import { dueWorkOf } from "../../src/store/due-work.ts";
import type { StateMachineRecord } from "../../src/store/records.ts";
import type { Store, Unit } from "../../src/store/store.ts";
import { definitionFrom, type StateSeed } from "../support/random-definition.ts";
import { Clients } from "./clients.ts";
import { CommitWatch } from "./commit-watch.ts";
import { drawBetween, drawOne, isDrawn } from "./draw.ts";
import { createLedger, type Ledger, type Told } from "./ledger.ts";
import { Node } from "./node.ts";
import { playBack } from "./play-back.ts";
import { Recorder } from "./recorder.ts";
import { ACTIVITY, drawId, drawResources } from "./runners.ts";
import { verifyExecution } from "./verify-execution.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { verifyMapRun } from "./verify-map-run.ts";
import { VirtualTime } from "./virtual-time.ts";
import { drawWeather, type Weather } from "./weather.ts";

/** What has happened: enough to see that something has, and that it is the same again. */
export interface Report {
  readonly executions: number;
  readonly events: number;
  readonly crashes: number;
  /** How many were told what. */
  readonly requests: Readonly<Record<Told, number>>;
  /** How long it was until everything had ended. */
  readonly lastedMs: number;
}

/** Of states, as a definition is drawn from them: what waits and what branches is what matters here. */
const TYPES = [0, 1, 2, 3, 3, 4, 5, 5, 5, 6, 6, 7, 7];

/** Schedules do not share instants, so that the ids of one do not follow from those of another. */
const SCHEDULE_MS = 2_592_000_000;
const T0 = Date.UTC(2026, 0, 1);
const SWEEP_EVERY_MS = 60_000;
/** Longer than leases and skewed clocks can hold anything up. */
const PATIENCE_MS = 24 * 3_600_000;

/** @throws AssertionError when anything is not as it should be, BugError when the engine says so itself */
export async function runSchedule(store: Store, seed: number): Promise<Report> {
  const random = randomFrom(`schedule ${seed}`);
  const time = new VirtualTime(startOf(seed), random);
  const platform = time.takeOverPlatform();
  try {
    const schedule = new Schedule(store, time, seed);
    await schedule.play();
    return await schedule.verify();
  } finally {
    platform.restore();
  }
}

class Schedule {
  readonly #store: Store;
  readonly #time: VirtualTime;
  readonly #seed: number;
  readonly #weather: Weather;
  readonly #stormEndsAt: number;
  readonly #recorder = new Recorder();
  readonly #ledger: Ledger = createLedger();
  readonly #nodes: (Node | undefined)[] = [];
  readonly #watch = new CommitWatch();
  readonly #calledAt = new Map<string, number>();
  #clients: Clients | undefined;
  #crashes = 0;
  #isOver = false;

  constructor(store: Store, time: VirtualTime, seed: number) {
    this.#store = store;
    this.#time = time;
    this.#seed = seed;
    this.#weather = drawWeather(time.random);
    this.#stormEndsAt = time.now + this.#weather.stormMs;
  }

  async play(): Promise<void> {
    const { random, now } = this.#time;
    // Every store has the one activity after its first schedule.
    const activity = { name: "work", createdAt: now, tags: "{}" };
    await this.#store.commit([[{ kind: "createActivity", activity }]]);
    const resources = drawResources(this.#time);
    const childMachine = await this.#deploy("child", resources.slice(0, 1).filter(isNoStart));
    const machine = await this.#deploy("machine", resources);
    const clients = new Clients({
      time: this.#time,
      ledger: this.#ledger,
      nodes: this.#nodes,
      machine,
      stormEndsAt: this.#stormEndsAt,
    });
    this.#clients = clients;
    for (let slot = 0; slot < this.#weather.nodes; slot++) {
      this.#time.begin(() => this.#keepNode(slot, childMachine));
    }
    for (let count = drawBetween(random, 1, 8); count > 0; count--) clients.start(`e${count}`);
    this.#time.begin(() => this.#sweep(clients));
    await this.#time.play(() => this.#isOver);
    for (const node of this.#nodes) node?.crash();
  }

  async verify(): Promise<Report> {
    const { accepted } = this.#recorder;
    const revisions = createRevisions(this.#store, {
      region: SCOPE.region,
      mintTaskToken: (reference) => mintTaskToken(SECRET, reference),
    });
    for (const [executionId, events] of accepted) {
      const record = await this.#store.findExecution(executionId);
      assert.ok(record, "an execution that was created is there");
      const { machineOf, roleArn } = await revisions.get(record.revisionId);
      const origin = originOf(record, SCOPE, roleArn);
      const played = await playBack(machineOf(origin.stateMachineName), origin, events);
      await verifyExecution(this.#store, record, played);
      for (const mapRun of await this.#store.listMapRuns(executionId, { limit: 100 })) {
        await verifyMapRun(this.#store, mapRun, events);
      }
    }
    const requests = await verifyLedger(this.#store, this.#ledger, accepted);
    return {
      executions: accepted.size,
      events: [...accepted.values()].reduce((sum, events) => sum + events.length, 0),
      crashes: this.#crashes,
      requests,
      lastedMs: this.#time.now - startOf(this.#seed),
    };
  }

  async #deploy(kind: string, resources: readonly string[]): Promise<StateMachineRecord> {
    const { random, now } = this.#time;
    const seeds = Array.from(
      { length: drawBetween(random, 1, 6) },
      (): StateSeed => [
        drawOne(random, TYPES),
        drawBetween(random, 0, 99),
        drawBetween(random, 0, 99),
      ],
    );
    const definition = definitionFrom(seeds, {
      ...(resources.length > 0 && { resources }),
      mayGoBack: false,
      mayDistribute: kind !== "child",
      drawn: { "id.$": "States.UUID()" },
    });
    const stateMachine = machineRecord(
      `${kind}-${this.#seed}`,
      drawId(this.#time),
      definition,
      now,
    );
    const change: Change = { kind: "createStateMachine", stateMachine };
    assert.deepEqual(await this.#store.commit([[change]]), ["committed"]);
    return stateMachine;
  }

  /** A node that crashes, or is stopped, and comes back. */
  async #keepNode(slot: number, childMachine: StateMachineRecord): Promise<void> {
    const { random } = this.#time;
    for (;;) {
      const node = new Node({
        store: this.#store,
        time: this.#time,
        weather: this.#weather,
        recorder: this.#recorder,
        childMachine,
        calledAt: this.#calledAt,
        isStormy: () => this.#isStormy(),
        tokenGiven: (token) => this.#clients?.give(token),
        written: (units) => this.#written(slot, units),
      });
      this.#nodes[slot] = node;
      const lifeMs = -Math.log(1 - random.next()) * this.#weather.crashEveryMs;
      if (this.#time.now + lifeMs >= this.#stormEndsAt) return;
      await this.#time.sleep(lifeMs);
      if (isDrawn(random, 0.2)) await node.stop();
      else node.crash();
      this.#crashes += 1;
      await this.#time.sleep(drawBetween(random, 0, isDrawn(random, 0.5) ? 1_000 : 120_000));
    }
  }

  #isStormy(): boolean {
    return this.#time.now < this.#stormEndsAt;
  }

  #written(slot: number, units: readonly Unit[]): void {
    for (const unit of units) {
      this.#recorder.committed(unit);
      this.#watch.written(unit);
      this.#tellOfTasks(unit);
    }
    const work = dueWorkOf(units);
    for (const [other, node] of this.#nodes.entries()) {
      // Such a hint is easily lost.
      if (!work || !node || other === slot || isDrawn(this.#time.random, 0.2)) continue;
      this.#time.after(drawBetween(this.#time.random, 0, 50), () => node.hearOf(work));
    }
  }

  /** Whoever is to answer or to take a task hears of it once it is stored. */
  #tellOfTasks(unit: Unit): void {
    for (const change of unit) {
      if (change.kind !== "putTask") continue;
      const { status, resource } = change.task;
      if (status === "waiting") this.#clients?.give(mintTaskToken(SECRET, change.task));
      else if (resource === ACTIVITY) this.#clients?.work();
    }
  }

  async #sweep(clients: Clients): Promise<void> {
    await this.#time.sleep(this.#stormEndsAt - this.#time.now);
    const store = this.#store;
    for (const waitsUntil = this.#time.now + PATIENCE_MS; ; ) {
      await this.#time.sleep(SWEEP_EVERY_MS);
      clients.sweep(await store.listWaitingTasks({}, { limit: 1_000 }));
      if ((await store.listActivityTasks(ACTIVITY, 1)).length > 0) clients.work();
      const due = {
        timer: await store.nextTimerAt(),
        task: await store.nextTaskAt(),
        mapRun: await store.nextMapRunAt(),
      };
      const isDue = Object.values(due).some((at) => at !== undefined);
      const { running } = this.#watch;
      this.#isOver = running.size === 0 && clients.active === 0 && !isDue;
      if (this.#isOver) return;
      const stuck = { running: [...running], clients: clients.active, ...due };
      assert.ok(this.#time.now < waitsUntil, `stuck: ${JSON.stringify(stuck)}`);
    }
  }
}

function startOf(seed: number): Instant {
  return T0 + seed * SCHEDULE_MS;
}

function isNoStart(resource: string): boolean {
  return !resource.includes("startExecution");
}

function machineRecord(
  name: string,
  revisionId: string,
  definition: JsonObject,
  at: number,
): StateMachineRecord {
  return {
    name,
    type: "STANDARD",
    status: "ACTIVE",
    lastVersion: 0,
    createdAt: at,
    updatedAt: at,
    revision: {
      id: revisionId,
      stateMachineName: name,
      publicId: null,
      definition: JSON.stringify(definition),
      roleArn: "arn:aws:iam::000000000000:role/r",
      createdAt: at,
    },
    settings: "{}",
    tags: "{}",
  };
}
