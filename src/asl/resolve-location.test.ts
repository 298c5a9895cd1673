import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cpuMs, MOMENT_MS } from "../../test/support/cpu-time.ts";
import { findValue, resolveLocation } from "./resolve-location.ts";

const MACHINE = {
  States: {
    "Approve/Decline": { Type: "Choice", Choices: [{ Next: "A" }, { Next: "B" }] },
    Approve: { Type: "Pass" },
    "List[0]": { Type: "Succeed" },
    "": { Type: "Fail" },
  },
};

describe("resolveLocation()", () => {
  it("leads through keys and indices", () => {
    const path = resolveLocation(MACHINE, "/States/Approve/Type");
    assert.deepEqual(path, ["States", "Approve", "Type"]);
    assert.equal(findValue(MACHINE, path), "Pass");
    assert.deepEqual(resolveLocation(MACHINE, "/"), []);
  });

  it("tells slashes and brackets of a name from those of the location", () => {
    assert.deepEqual(resolveLocation(MACHINE, "/States/Approve/Decline/Choices[1]/Next"), [
      "States",
      "Approve/Decline",
      "Choices",
      1,
      "Next",
    ]);
    assert.deepEqual(resolveLocation(MACHINE, "/States/List[0]/Type"), [
      "States",
      "List[0]",
      "Type",
    ]);
  });

  it("ends at the last thing that exists", () => {
    assert.deepEqual(resolveLocation(MACHINE, "/States/Approve/End"), ["States", "Approve"]);
    assert.deepEqual(resolveLocation(MACHINE, "/States/Nobody/Next"), ["States"]);
    assert.deepEqual(resolveLocation(MACHINE, "/States/constructor"), ["States"]);
    assert.deepEqual(resolveLocation([1], "/x"), []);
  });

  it("does not get lost in a name that is nothing but slashes", () => {
    const name = "/".repeat(100_000);
    const startedMs = cpuMs();
    assert.deepEqual(resolveLocation({ States: { [name]: 1 } }, `/States/${name}`), ["States"]);
    assert.ok(cpuMs() - startedMs < MOMENT_MS);
  });
});
