import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ApiError } from "../api-error.ts";
import {
  checkRoleArn,
  parseAliasArn,
  parseExecutionArn,
  parseStateMachineArn,
  parseVersionArn,
} from "./arns.ts";
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
    assert.deepEqual(parseStateMachineArn(`${PREFIX}:stateMachine:M`), { name: "M" });
    assert.deepEqual(parseExecutionArn(`${PREFIX}:execution:M:E`), {
      stateMachineName: "M",
      name: "E",
    });
  });

  it("of versions, aliases and Map states name these too", () => {
    const parse = (rest: string) => parseStateMachineArn(`${PREFIX}:stateMachine:${rest}`);
    assert.deepEqual(parse("M:7"), { name: "M", qualifier: "7" });
    assert.deepEqual(parse("M:PROD"), { name: "M", qualifier: "PROD" });
    assert.deepEqual(parse("M/Label"), { name: "M", label: "Label" });
    const arn = `${PREFIX}:stateMachine:M`;
    assert.deepEqual(parseVersionArn(`${arn}:7`), { stateMachineName: "M", number: 7 });
    assert.deepEqual(parseAliasArn(`${arn}:7a`), { stateMachineName: "M", name: "7a" });
    const message = "Invalid Arn: 'Resource type not valid in this context: stateMachine'";
    for (const rest of ["", ":", ":PROD", ":0", ":07", ":-1", ":1e3", "/7"]) {
      rejects(() => parseVersionArn(`${arn}${rest}`), "InvalidArn", message);
    }
    for (const rest of ["", ":", ":7", "/PROD"]) {
      rejects(() => parseAliasArn(`${arn}${rest}`), "InvalidArn", message);
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
