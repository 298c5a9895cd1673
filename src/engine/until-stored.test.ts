import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { StoreError } from "../store/store-error.ts";
import { untilStored } from "./until-stored.ts";

const gone = new StoreError("gone", { isUnavailable: true });

/** Fails so often, and then does not. */
function failing(times: number, error: Error) {
  const attempts = { count: 0 };
  const act = async () => {
    if (attempts.count++ < times) throw error;
  };
  return { act, attempts };
}

describe("what must not be done again", () => {
  test("is stored when the database can be reached again", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const { act, attempts } = failing(2, gone);
    const stored = untilStored(act, () => false);
    for (let turn = 0; turn < 2; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      context.mock.timers.tick(1_000);
    }
    await stored;
    assert.equal(attempts.count, 3);
  });

  test("is given up when nobody needs it any more", async () => {
    const { act, attempts } = failing(9, gone);
    await assert.rejects(
      untilStored(act, () => true),
      gone,
    );
    assert.equal(attempts.count, 1);
  });

  test("is not tried again after any other error", async () => {
    const bug = new Error("a bug");
    const { act, attempts } = failing(9, bug);
    await assert.rejects(
      untilStored(act, () => false),
      bug,
    );
    assert.equal(attempts.count, 1);
  });
});
