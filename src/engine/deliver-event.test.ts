import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { callbackMachine } from "../execution/testing.ts";
import type { Store } from "../store/store.ts";
import { createEngine } from "./create-engine.ts";
import type { TaskRunner } from "./task-runner.ts";
import { openEngine, SCOPE, SECRET } from "./testing.ts";

const closing = { via: "api", by: "tester" };

/** Two branches that wait for their tokens; the failure of one ends both. */
const TWO_BRANCHES = {
  StartAt: "Both",
  States: {
    Both: {
      Type: "Parallel",
      Branches: [askAs("A"), askAs("B")],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "After" }],
      End: true,
    },
    After: { Type: "Pass", End: true },
  },
};

function askAs(name: string): object {
  const { States } = callbackMachine({});
  return { StartAt: name, States: { [name]: Object.values(States as object)[0] } };
}

describe("an event that is delivered while another process moves its execution on", () => {
  it("is judged by what is there afterwards, not by a mixture of both", async () => {
    const tokens: string[] = [];
    const runner: TaskRunner = {
      isAtomic: true,
      async run({ token = "" }) {
        tokens.push(token);
        return { kind: "succeeded", output: {} };
      },
    };
    const bench = await openEngine(runner);
    const stateMachine = await bench.deploy(TWO_BRANCHES);
    const request = { stateMachine, name: "e", input: "{}", startedBy: "tester" };
    await bench.engine.startExecution(request);
    const [first = "", second = ""] = tokens;

    // Its lines are there when it looks for them, and their fork no longer is.
    let isOvertaken = false;
    const findFork: Store["findFork"] = async (...args) => {
      if (!isOvertaken) {
        isOvertaken = true;
        await bench.engine.answerTask(second, { kind: "failed", error: "E" }, { closing });
      }
      return bench.store.findFork(...args);
    };
    const other = createEngine({
      ...bench,
      store: { ...bench.store, findFork },
      clock: () => bench.now,
      scope: SCOPE,
      tokenSecret: SECRET,
    });
    const output = '"late"';
    const told = await other.answerTask(first, { kind: "succeeded", output }, { closing });
    assert.equal(told, "timedOut");
    const [execution] = await bench.store.listExecutions({}, { limit: 1 });
    assert.equal(execution?.status, "SUCCEEDED");
  });
});
