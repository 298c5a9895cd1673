// Those who start, answer, stop and redrive executions: impatient, forgetful, and often two at a time.

import type { DeliveryOutcome, StartOutcome, TokenOutcome } from "../../src/engine/engine.ts";
import { SECRET } from "../../src/engine/testing.ts";
import type { Happening } from "../../src/execution/event.ts";
import { mintTaskToken, readTaskToken } from "../../src/execution/task-token.ts";
import type { Change } from "../../src/store/change.ts";
import type { StateMachineRecord, TaskRecord } from "../../src/store/records.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { drawBetween, drawOne, isDrawn } from "./draw.ts";
import { type Ledger, openRequest, type Request } from "./ledger.ts";
import type { Node } from "./node.ts";
import { ACTIVITY, drawId } from "./runners.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface ClientsOptions {
  readonly time: VirtualTime;
  readonly ledger: Ledger;
  readonly nodes: readonly (Node | undefined)[];
  readonly machine: StateMachineRecord;
  readonly stormEndsAt: number;
}

const PATIENCE_MS = 30_000;
/** Many answer at instants that many answer at. */
const ROUND_MS = 10_000;
const closing = { via: "api", by: "tester" };

export class Clients {
  readonly #options: ClientsOptions;
  readonly #known = new Set<string>();
  readonly #moments: number[] = [];
  /** How many are still at it. */
  active = 0;

  constructor(options: ClientsOptions) {
    this.#options = options;
  }

  /** Has an execution of that name started, by one or two that do not know of each other. */
  start(name: string): void {
    const { time } = this.#options;
    const starters = isDrawn(time.random, 0.2) ? 2 : 1;
    for (let starter = 0; starter < starters; starter++) {
      this.#begin(async () => {
        await time.sleep(this.#drawInStorm());
        await this.#startUntilKnown(name);
      });
    }
  }

  /** Somebody has got to know a token, and will give it back at some time or other. */
  give(token: string): void {
    const { time } = this.#options;
    if (this.#known.has(token)) return;
    this.#known.add(token);
    if (this.#isStormy() && isDrawn(time.random, 0.2)) return;
    this.#begin(() => this.#answerSomehow(token));
  }

  /** Has one or two workers ask for a task of the activity. */
  work(): void {
    const { time, ledger } = this.#options;
    const { random } = time;
    for (let worker = drawBetween(random, 1, 2); worker > 0; worker--) {
      this.#begin(async () => {
        await time.sleep(drawBetween(random, 0, drawOne(random, [10, 30_000])));
        const hangUp = new AbortController();
        if (isDrawn(random, 0.3)) time.after(drawBetween(random, 0, 2_000), () => hangUp.abort());
        const { signal } = hangUp;
        const taken = await this.#ask((node) => node.poll(ACTIVITY, { workerName: "w", signal }));
        if (typeof taken !== "object") return;
        ledger.taken.push(taken.taskToken);
        this.give(taken.taskToken);
      });
    }
  }

  /** Answers what still waits, so that everything can end. */
  sweep(tasks: readonly TaskRecord[]): void {
    for (const task of tasks) {
      const token = mintTaskToken(SECRET, task);
      this.#begin(() => this.#answerOnce(token, undefined, true));
    }
  }

  #isStormy(): boolean {
    return this.#options.time.now < this.#options.stormEndsAt;
  }

  #begin(act: () => Promise<void>): void {
    this.active += 1;
    this.#options.time.begin(async () => {
      await act();
      this.active -= 1;
    });
  }

  async #startUntilKnown(name: string): Promise<void> {
    const { time, machine, ledger } = this.#options;
    for (;;) {
      const outcome = await this.#ask<StartOutcome>(({ engine }) =>
        engine.startExecution({
          stateMachine: machine,
          executionId: drawId(time),
          name,
          input: `{"name":"${name}","n":{"n":${name.length * 7}}}`,
          startedBy: "tester",
        }),
      );
      if (outcome !== "lost" && outcome.kind !== "orphaned") {
        const id = outcome.kind === "started" ? outcome.executionId : outcome.execution.id;
        ledger.started.set(name, (ledger.started.get(name) ?? new Set()).add(id));
        await this.#disturb(id);
        return;
      }
      await time.sleep(drawBetween(time.random, 0, 20_000));
    }
  }

  async #disturb(executionId: string): Promise<void> {
    const { random } = this.#options.time;
    if (isDrawn(random, 0.2)) {
      await this.#deliver(executionId, (mark) => ({ kind: "stopRequested", error: mark }));
    }
    for (let count = drawBetween(random, -2, 3); count > 0; count--) {
      await this.#deliver(executionId, (mark) => ({ kind: "redriveRequested", clientToken: mark }));
    }
  }

  async #deliver(executionId: string, happeningOf: (mark: string) => Happening): Promise<void> {
    const { time, ledger } = this.#options;
    await time.sleep(this.#drawInStorm());
    const request = openRequest(ledger);
    const outcome = await this.#ask<DeliveryOutcome>(({ engine }) =>
      engine.deliver(executionId, happeningOf(request.mark), { closing }),
    );
    this.#note(request, outcome);
  }

  async #answerSomehow(token: string): Promise<void> {
    const { time } = this.#options;
    const { random } = time;
    for (let beats = drawBetween(random, -1, 3); beats > 0; beats--) {
      await time.sleep(drawBetween(random, drawOne(random, [0, 9_980]), 10_010));
      await this.#ask(({ engine }) => engine.answerTask(token, { kind: "heartbeat" }, { closing }));
    }
    await time.sleep(drawBetween(random, 0, drawOne(random, [10, 5_000, 150_000])));
    if (isDrawn(random, 0.5)) await time.sleep(ROUND_MS - (time.now % ROUND_MS));
    const decisionKey = isDrawn(random, 0.4) ? decisionKeyOf(token) : undefined;
    const hands = isDrawn(random, 0.3) ? drawBetween(random, 2, 4) : 1;
    const all = Array.from({ length: hands }, () =>
      this.#answerOnce(token, decisionKey, isDrawn(random, 0.7)),
    );
    await Promise.all(all);
    if (!isDrawn(random, 0.1)) return;
    await time.sleep(drawBetween(random, 0, 3_000_000));
    await this.#answerOnce(token, decisionKey, true);
  }

  async #answerOnce(token: string, decisionKey: string | undefined, isYes: boolean): Promise<void> {
    const { time, ledger } = this.#options;
    await time.sleep(drawBetween(time.random, 0, 20));
    const request = openRequest(ledger, decisionKey);
    const { mark } = request;
    const also: Change[] =
      decisionKey === undefined ? [] : [{ kind: "createSetting", key: decisionKey, value: mark }];
    const answer = isYes
      ? ({ kind: "succeeded", output: JSON.stringify(mark) } as const)
      : ({ kind: "failed", error: mark } as const);
    const outcome = await this.#ask<TokenOutcome>(({ engine }) =>
      engine.answerTask(token, answer, { also, closing }),
    );
    this.#note(request, outcome);
  }

  #note(request: Request, outcome: DeliveryOutcome | TokenOutcome | "lost"): void {
    request.told = outcome === "applied" || outcome === "lost" ? outcome : "nothing";
  }

  /** Asks any node that is there, and does not wait for ever. */
  async #ask<T>(act: (node: Node) => Promise<T>): Promise<T | "lost"> {
    const { time, nodes } = this.#options;
    const alive = nodes.filter((node) => node?.isAlive === true);
    const node = drawOne(time.random, alive);
    if (!node) {
      await time.sleep(1_000);
      return this.#ask(act);
    }
    return Promise.race([
      act(node).catch((error: unknown) => {
        if (error instanceof StoreError) return "lost" as const;
        throw error;
      }),
      time.sleep(PATIENCE_MS).then(() => "lost" as const),
    ]);
  }

  /** How long to wait: often for an instant that others wait for as well. */
  #drawInStorm(): number {
    const { time, stormEndsAt } = this.#options;
    if (this.#moments.length < 3 || isDrawn(time.random, 0.3)) {
      this.#moments.push(drawBetween(time.random, time.now, Math.max(time.now, stormEndsAt)));
    }
    return drawOne(time.random, this.#moments) - time.now;
  }
}

/** A decision about a task is made once, like that of an approval. */
function decisionKeyOf(token: string): string {
  const reference = readTaskToken(SECRET, token);
  return `decision ${reference?.executionId} ${reference?.task}`;
}
