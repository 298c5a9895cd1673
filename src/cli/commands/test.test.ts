import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommand } from "../run-command.ts";
import { createTestTerminal } from "../testing.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/expense-approval/", import.meta.url));
const DEFINITION = `${EXAMPLE}statemachine/expense-approval.asl.json`;
const REPORT = `@${EXAMPLE}report.json`;

const TEMPLATE = `${EXAMPLE}template.yaml`;
const NEVER = JSON.stringify({ "Ask the approver": { never: true } });
const FOLDER = mkdtempSync(join(tmpdir(), "countersign-test-"));
const PASS = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };

after(() => rmSync(FOLDER, { recursive: true, force: true }));

function play(...options: readonly string[]) {
  return run("test", DEFINITION, "--input", REPORT, ...options);
}

async function run(...words: readonly string[]) {
  const terminal = createTestTerminal();
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

  it("plays YAML, and says what a placeholder stands for", async () => {
    const file = `${FOLDER}/wait.asl.yaml`;
    const task = ["Type: Task", 'Resource: "${Function}"', "TimeoutSeconds: ${Limit}", "End: true"];
    writeFileSync(file, `StartAt: A\nStates:\n  A:\n    ${task.join("\n    ")}\n`);
    const late = ["--mock", json({ A: { afterSeconds: 61 } })];
    const unknown = await run("test", file, ...late);
    assert.equal(unknown.code, 1);
    assert.match(unknown.noted, /--substitute NAME=VALUE says what a placeholder stands for/);
    const { code, printed } = await run("test", file, "--substitute", "Limit=60", ...late);
    assert.equal(code, 0);
    assert.match(printed, /^1 minute +timed out$/m);
  });

  it("plays the state machine of a template, and asks which when there are several", async () => {
    const { code, printed } = await run("test", TEMPLATE, "--input", REPORT, "--mock", NEVER);
    assert.equal(code, 0);
    assert.match(printed, /^30 days +timed out$/m);
    const one = { Type: "AWS::Serverless::StateMachine", Properties: { Definition: PASS } };
    const two = `${FOLDER}/template.json`;
    writeFileSync(two, json({ Resources: { One: one, Two: one } }));
    const unnamed = await run("test", two);
    assert.match(unnamed.noted, /name one of .* with --state-machine: One, Two/);
    assert.equal((await run("test", two, "--state-machine", "Two")).code, 0);
  });

  it("plays what waits for its token in the child executions of a distributed Map", async () => {
    const file = join(FOLDER, "each.json");
    const Resource = "arn:aws:states:::sns:publish.waitForTaskToken";
    const Parameters = { TopicArn: "t", "Message.$": "$$.Task.Token" };
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Ask",
      States: { Ask: { Type: "Task", Resource, Parameters, TimeoutSeconds: 60, End: true } },
    };
    const Each = { Type: "Map", ItemProcessor, End: true };
    writeFileSync(file, json({ StartAt: "Each", States: { Each } }));
    const mock = json({ Ask: [{ output: 1 }, { output: 2 }] });
    const { code, printed } = await run("test", file, "--input", "[7, 8]", "--mock", mock);
    assert.equal(code, 0);
    assert.match(printed, /SUCCEEDED \[1,2\]/);
  });

  it("plays EXPRESS machines for as long as they may run", async () => {
    const file = `${FOLDER}/template.json`;
    const Wait = { Type: "Wait", Seconds: 600, End: true };
    const Definition = { StartAt: "Wait", States: { Wait } };
    const Properties = { Type: "EXPRESS", Definition };
    writeFileSync(
      file,
      json({ Resources: { M: { Type: "AWS::Serverless::StateMachine", Properties } } }),
    );
    const { code } = await run("test", file, "--expect", json({ status: "TIMED_OUT" }));
    assert.equal(code, 0);
  });

  it("tells what functions have answered", async () => {
    const file = `${FOLDER}/call.asl.json`;
    const A = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:f" };
    writeFileSync(file, json({ StartAt: "A", States: { A: { ...A, End: true } } }));
    const { printed } = await run("test", file, "--mock", json({ A: { error: "Broken" } }));
    assert.match(printed, /^0 ms +failed: Broken$/m);
  });
});
