import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultStackName, parseOverrides } from "./deploy-template.ts";
import { renderPairs, renderTable } from "./render-table.ts";
import { renderAge, renderDuration } from "./render-time.ts";

test("a table is aligned and has no blanks at the ends of its lines", () => {
  assert.equal(
    renderTable(
      ["name", "status"],
      [
        ["a-long-name", "RUNNING"],
        ["b", ""],
      ],
    ),
    "NAME         STATUS\na-long-name  RUNNING\nb",
  );
});

test("what others wrote cannot steer the terminal", () => {
  const hostile = "a\u001b[2J\r\nb\u202ec";
  assert.equal(renderTable(["x"], [[hostile]]), "X\na [2J b c");
  assert.equal(renderPairs([["Name", hostile]]), "Name  a [2J b c");
});

test("ages and durations use the largest whole unit", () => {
  assert.equal(renderAge(0, 999), "just now");
  assert.equal(renderAge(0, 1_000), "1 second ago");
  assert.equal(renderAge(0, 179_999), "2 minutes ago");
  assert.equal(renderAge(0, 86_400_000 * 3), "3 days ago");
  assert.equal(renderAge(5_000, 0), "just now");
  assert.equal(renderDuration(412), "412 ms");
  assert.equal(renderDuration(3_600_000), "1 hour");
});

test("a stack is named like the template's folder", () => {
  assert.equal(defaultStackName("/x/expense-approval/template.yaml"), "expense-approval");
  assert.equal(defaultStackName("/x/2 My_Stack!/template.yaml"), "My-Stack");
  assert.throws(() => defaultStackName("/template.yaml"), /--stack-name/);
});

test("parameters are taken in both forms of the AWS tools", () => {
  assert.deepEqual(parseOverrides(["A=1=2", "ParameterKey=B,ParameterValue=x,y"]), {
    A: "1=2",
    B: "x,y",
  });
});
