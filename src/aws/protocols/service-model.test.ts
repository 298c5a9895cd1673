import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json } from "../../base/json.ts";
import stepFunctionsModel from "../step-functions/generated/model.json" with { type: "json" };
import { checkInput, violationsText, WrongTypeError } from "./service-model.ts";

function check(operation: string, input: Json) {
  return checkInput(stepFunctionsModel, operation, input);
}

function textOf(operation: string, input: Json): string {
  return violationsText(check(operation, input).violations);
}

const TASK = { taskToken: "t", output: "{}" };

describe("checkInput()", () => {
  it("keeps what the model knows and leaves out the rest", () => {
    const input = { ...TASK, somethingNew: 1, __proto__: null };
    assert.deepEqual(check("SendTaskSuccess", input).input, TASK);
  });

  it("takes null for absent", () => {
    const { input, violations } = check("ListExecutions", { maxResults: null });
    assert.deepEqual(input, {});
    assert.deepEqual(violations, []);
  });

  it("reports a number that is too large in AWS's words", () => {
    assert.equal(
      textOf("ListStateMachines", { maxResults: 1001 }),
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: " +
        "Member must have value less than or equal to 1000",
    );
  });

  it("lists the values of an enumeration in the order on record", () => {
    assert.equal(
      textOf("ListExecutions", { statusFilter: "succeeded" }),
      "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy " +
        "constraint: Member must satisfy enum value set: " +
        "[SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
    );
  });

  it("reports a text that is too long with its value", () => {
    const nextToken = "x".repeat(1025);
    assert.equal(
      textOf("ListStateMachines", { nextToken }),
      `1 validation error detected: Value '${nextToken}' at 'nextToken' failed to satisfy ` +
        "constraint: Member must have length less than or equal to 1024",
    );
  });

  it("reports several violations in one text", () => {
    assert.equal(
      textOf("DescribeExecution", { includedData: "SOME" }),
      "2 validation errors detected: " +
        "Value null at 'executionArn' failed to satisfy constraint: Member must not be null; " +
        "Value 'SOME' at 'includedData' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [ALL_DATA, METADATA_ONLY]",
    );
  });

  it("never repeats a sensitive value", () => {
    const secret = "s3cret".repeat(50_000);
    for (const [operation, input] of [
      ["SendTaskSuccess", { taskToken: secret, output: secret }],
      ["StartExecution", { stateMachineArn: "arn", input: secret }],
      ["ValidateStateMachineDefinition", { definition: secret.repeat(4) }],
    ] as const) {
      const text = textOf(operation, input);
      assert.match(text, /Value at '\w+' failed to satisfy constraint/);
      assert(!text.includes("s3cret"));
    }
  });

  it("names the place of a violation inside lists", () => {
    assert.equal(
      textOf("TagResource", { resourceArn: "arn", tags: [{ key: "ok" }, { key: "" }] }),
      "1 validation error detected: Value '' at 'tags.2.member.key' failed to satisfy " +
        "constraint: Member must have length greater than or equal to 1",
    );
  });

  it("checks patterns against the whole value", () => {
    const input = { stateMachineArn: "arn", traceHeader: "ä" };
    assert.match(textOf("StartExecution", input), /regular expression pattern: \\p\{ASCII\}\*$/);
  });

  const wrong: [string, Json, string][] = [
    ["a list", [], "Start of list found where not expected"],
    ["a text", "{}", "Expected structure or map or null"],
    [
      "a number for a text",
      { taskToken: 1, output: "" },
      "NUMBER_VALUE can not be converted to a String",
    ],
    [
      "an object for a text",
      { ...TASK, output: {} },
      "Start of structure or map found where not expected.",
    ],
    [
      "a truth value for a text",
      { ...TASK, output: true },
      "TRUE_VALUE can not be converted to a String",
    ],
  ];
  for (const [what, input, message] of wrong) {
    it(`cannot read ${what}`, () => {
      assert.throws(
        () => check("SendTaskSuccess", input),
        (error) => error instanceof WrongTypeError && error.message === message,
      );
    });
  }

  it("cannot read a text or a fraction as an integer", () => {
    for (const maxResults of ["5", 1.5, 2 ** 31]) {
      assert.throws(() => check("ListStateMachines", { maxResults }), WrongTypeError);
    }
  });
});
