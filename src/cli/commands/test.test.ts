import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommand } from "../run-command.ts";
import { createTestTerminal } from "../testing.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/expense-approval/", import.meta.url));
const DEFINITION = `${EXAMPLE}statemachine/expense-approval.asl.json`;
const REPORT = `@${EXAMPLE}report.json`;

async function play(...options: readonly string[]) {
  const terminal = createTestTerminal();
  const words = ["test", DEFINITION, "--input", REPORT, ...options];
  const code = await runCommand(words, "1.2.3", terminal);
  return { code, printed: terminal.printed(), noted: terminal.noted() };
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

describe("countersign test", () => {
  it("prints the path and its timeline, and how it ends", async () => {
    const mock = json({
      "Ask the approver": { afterSeconds: 2 * 86_400, output: { decision: "approve" } },
    });
    const { code, printed } = await play("--mock", mock);
    assert.equal(code, 0);
    const lines = printed.split("\n");
    assert.match(lines[1] ?? "", /^0 ms +Is within the limit +Choice$/);
    assert.match(lines[3] ?? "", /^2 days +answered$/);
    assert.match(printed, /^2 days +Is approved +Choice$/m);
    assert.match(printed, /\nSUCCEEDED \{.*"decision":"approve"/);
  });

  it("plays thirty days of nobody answering in no time", async () => {
    const { code, printed } = await play(
      "--mock",
      json({ "Ask the approver": { never: true } }),
      "--expect",
      json({
        status: "FAILED",
        error: "ApprovalExpired",
        path: ["Is within the limit", "Ask the approver", "Cancelled"],
      }),
    );
    assert.equal(code, 0);
    assert.match(printed, /^30 days +timed out$/m);
  });

  it("fails with a line for each thing that is not as expected", async () => {
    const { code, noted } = await play(
      "--mock",
      json({ "Ask the approver": { output: { decision: "decline" } } }),
      "--expect",
      json({ status: "SUCCEEDED", error: "ExpenseDeclined" }),
    );
    assert.equal(code, 1);
    assert.equal(noted, 'status: expected "SUCCEEDED", got "FAILED"\n');
  });

  it("stops at a task that nobody has scripted", async () => {
    const { code, printed } = await play();
    assert.equal(code, 1);
    assert.match(printed, /Stopped: "Ask the approver" was reached/);
  });

  it("answers one attempt after the other", async () => {
    const { code, noted } = await play(
      "--mock",
      json({ "Ask the approver": [{ error: "Broken", cause: "first attempt" }] }),
      "--expect",
      json({ status: "FAILED", error: "Broken", cause: "first attempt" }),
    );
    assert.deepEqual([code, noted], [0, ""]);
  });

  it("points out what a mistyped name probably meant", async () => {
    const mistyped = await play("--mock", json({ "Ask the aprover": {} }));
    assert.equal(mistyped.code, 2);
    assert.match(
      mistyped.noted,
      /no such state "Ask the aprover"; did you mean "Ask the approver"/,
    );
    const key = await play("--expect", json({ stauts: "FAILED" }));
    assert.match(key.noted, /no such key "stauts"; did you mean "status"/);
  });

  it("prints JSON for programs", async () => {
    const { printed } = await play(
      "--json",
      "--mock",
      json({ "Ask the approver": { never: true } }),
    );
    assert.equal(JSON.parse(printed).status, "FAILED");
  });
});
