// Which events executions have taken, in the order of their commits: what the interpreter is given again
// when all is over. An engine draws its events itself, so whatever is asked of it is followed to the unit
// that it commits.

import { AsyncLocalStorage } from "node:async_hooks";
import { defined } from "../../src/base/assert.ts";
import type { Clock, Instant } from "../../src/base/instant.ts";
import { happeningOf } from "../../src/engine/burst.ts";
import type { Commit } from "../../src/engine/commit-queue.ts";
import type { Engine, TaskAnswerByToken } from "../../src/engine/engine.ts";
import type { TaskAnswer, TaskCall } from "../../src/engine/task-runner.ts";
import type { Happening } from "../../src/execution/event.ts";
import { readTaskToken } from "../../src/execution/task-token.ts";
import type { Unit } from "../../src/store/store.ts";

/** An event that an execution has taken, and those that followed from it in the same commit. */
export interface Accepted {
  readonly at: Instant;
  readonly happenings: readonly Happening[];
  /** The ids of the Map Runs that began in it, which are drawn from a seed. */
  readonly mapRuns: readonly string[];
}

/** What is asked of an engine. It may try more than once: the last attempt counts. */
interface Asked {
  readonly first: Happening;
  at: Instant;
  followers: Happening[];
}

export class Recorder {
  /** By the id of the execution. */
  readonly accepted = new Map<string, Accepted[]>();
  readonly #asked = new AsyncLocalStorage<Asked>();
  readonly #attempts = new WeakMap<Unit, Pick<Accepted, "at" | "happenings">>();

  /** An engine whose calls are followed. */
  engine(engine: Engine, tokenSecret: Uint8Array): Engine {
    return {
      ...engine,
      startExecution: (request) =>
        this.#follow({ kind: "executionStarted" }, () => engine.startExecution(request)),
      deliver: (executionId, happening, options) =>
        this.#follow(happening, () => engine.deliver(executionId, happening, options)),
      answerTask: (token, answer, options) =>
        this.#follow(happeningOfAnswer(tokenSecret, token, answer), () =>
          engine.answerTask(token, answer, options),
        ),
    };
  }

  /** An attempt begins by asking what time it is. */
  clock(clock: Clock): Clock {
    return () => {
      const at = clock();
      const asked = this.#asked.getStore();
      if (asked) {
        asked.at = at;
        asked.followers = [];
      }
      return at;
    };
  }

  /** Does something that belongs to nothing that is asked, though it is done on its way. */
  outside<T>(act: () => T): T {
    return this.#asked.exit(act);
  }

  commit(commit: Commit): Commit {
    return (unit) => {
      const asked = this.#asked.getStore();
      if (asked) {
        const happenings = [asked.first, ...asked.followers];
        this.#attempts.set(unit, { at: asked.at, happenings });
      }
      return commit(unit);
    };
  }

  /** A runner has answered before anything was committed. */
  answered(call: TaskCall, answer: TaskAnswer): void {
    if (answer.kind === "tryAgain") return;
    this.#asked.getStore()?.followers.push(happeningOf(call, answer));
  }

  /** The store has written a unit. */
  committed(unit: Unit): void {
    for (const change of unit) {
      if (change.kind === "createExecution") this.#accept(change.execution.id, unit);
      if (change.kind === "advanceExecution") this.#accept(change.executionId, unit);
    }
  }

  #accept(executionId: string, unit: Unit): void {
    const attempt = defined(this.#attempts.get(unit), "what led to a unit about an execution");
    const mapRuns = unit.flatMap((change) =>
      change.kind === "createMapRun" ? [change.mapRun.id] : [],
    );
    const accepted = { ...attempt, mapRuns };
    const before = this.accepted.get(executionId);
    if (before) before.push(accepted);
    else this.accepted.set(executionId, [accepted]);
  }

  #follow<T>(first: Happening, act: () => Promise<T>): Promise<T> {
    return this.#asked.run({ first, at: 0, followers: [] }, act);
  }
}

function happeningOfAnswer(
  tokenSecret: Uint8Array,
  token: string,
  answer: TaskAnswerByToken,
): Happening {
  const { task } = defined(readTaskToken(tokenSecret, token), "a token of this server");
  if (answer.kind === "heartbeat") return { kind: "taskHeartbeat", task };
  if (answer.kind === "failed") return { ...answer, kind: "taskFailed", task };
  return { kind: "taskSucceeded", task, output: answer.output };
}
