// What must hold at every single commit, and what is still under way after it.

import assert from "node:assert/strict";
import type { Change } from "../../src/store/change.ts";
import type { Unit } from "../../src/store/store.ts";

export class CommitWatch {
  /** The ids of executions that have not ended. */
  readonly running = new Set<string>();
  /** As `executionId.task`. */
  readonly #openTasks = new Set<string>();
  /** The execution that a task has started. */
  readonly #children = new Map<string, string>();

  /** From `mapRun.item` to the execution that it has begun. */
  readonly #items = new Map<string, string>();

  written(unit: Unit): void {
    for (const change of unit) this.#note(change);
  }

  #note(change: Change): void {
    switch (change.kind) {
      case "createExecution": {
        const { id, parentTask } = change.execution;
        if (change.progress.status === "RUNNING") this.running.add(id);
        if (parentTask === null) return;
        assert.ok(this.#openTasks.has(parentTask), "only a task that is open starts an execution");
        assert.ok(!this.#children.has(parentTask), "a task starts one execution");
        this.#children.set(parentTask, id);
        return;
      }
      case "startMapItem": {
        const key = `${change.mapRun}.${change.item}`;
        const before = this.#items.get(key) ?? change.executionId;
        assert.equal(change.executionId, before, "an item has one execution");
        this.#items.set(key, before);
        return;
      }
      case "advanceExecution":
        if (change.progress.status === "RUNNING") this.running.add(change.executionId);
        else this.running.delete(change.executionId);
        return;
      case "putTask":
        this.#openTasks.add(keyOf(change.task));
        return;
      case "closeTask":
        this.#openTasks.delete(keyOf(change));
        return;
      case "settleTask": {
        const child = this.#children.get(keyOf(change));
        const isOver = child === undefined || !this.running.has(child);
        assert.ok(isOver, "what a cancelled task has started is stopped before that is done with");
        return;
      }
      default:
    }
  }
}

function keyOf({ executionId, task }: { readonly executionId: string; readonly task: number }) {
  return `${executionId}.${task}`;
}
