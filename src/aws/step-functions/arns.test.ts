import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ApiError } from "../api-error.ts";
import { checkRoleArn, parseExecutionArn, parseStateMachineArn } from "./arns.ts";
import { checkName } from "./check-name.ts";

const PREFIX = "arn:aws:states:us-east-1:000000000000";

function rejects(run: () => unknown, code: string, message: string) {
  assert.throws(
    run,
    (error) => error instanceof ApiError && error.code === code && error.message === message,
  );
}

describe("ARNs of Step Functions", () => {
  it("hold the names of machines and executions", () => {
    assert.equal(parseStateMachineArn(`${PREFIX}:stateMachine:M`), "M");
    assert.deepEqual(parseExecutionArn(`${PREFIX}:execution:M:E`), {
      stateMachineName: "M",
      name: "E",
    });
  });

  it("of versions, aliases and Map states name no machine of this server", () => {
    for (const rest of ["M:7", "M:PROD", "M/Label"]) {
      assert.equal(parseStateMachineArn(`${PREFIX}:stateMachine:${rest}`), undefined);
    }
  });

  it("are refused in AWS's words", () => {
    for (const arn of ["invalid_arn", "arn:aws:sns:us-east-1:000000000000:topic", `${PREFIX}:x`]) {
      rejects(
        () => parseStateMachineArn(arn),
        "InvalidArn",
        `Invalid Arn: 'Invalid ARN prefix: ${arn}'`,
      );
    }
    rejects(
      () => parseExecutionArn(`${PREFIX}:express:M:E:ID`),
      "InvalidArn",
      "Invalid Arn: 'Resource type not valid in this context: express'",
    );
    rejects(() => checkRoleArn("role"), "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: role'");
  });
});

describe("checkName()", () => {
  it("accepts letters of any script", () => {
    for (const name of ["a", "Genehmigung-äöü_1.2", "承認", "a(b)!@+='"]) checkName(name);
  });

  it("refuses what AWS forbids", () => {
    for (const character of ' \t\n?*<>{}[]"#%\\^|~`$&,;:/\u0000\u007f\u009f\ud800') {
      const name = `activity${character}name`;
      rejects(() => checkName(name), "InvalidName", `Invalid Name: '${name}'`);
    }
  });
});
