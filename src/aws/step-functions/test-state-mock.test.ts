import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { State } from "../../asl/definition.ts";
import { ApiError } from "../api-error.ts";
import { checkMock, checkTestable, type MockInput } from "./test-state-mock.ts";

const MODEL_PREFIX = "Mock result schema validation error: ";

const taskOf = (resource: string) =>
  ({ Type: "Task", Resource: `arn:aws:states:::${resource}`, End: true }) as const;

/** The message, or nothing when it is accepted. */
async function refusal(
  resource: string,
  result: unknown,
  fieldValidationMode?: "STRICT" | "PRESENT" | "NONE",
): Promise<string | undefined> {
  const mock = {
    result: JSON.stringify(result),
    ...(fieldValidationMode && { fieldValidationMode }),
  };
  return refusalOf(taskOf(resource), mock);
}

async function refusalOf(state: object, mock: MockInput): Promise<string | undefined> {
  try {
    await checkMock(state as State, mock);
    return undefined;
  } catch (error) {
    assert(error instanceof ApiError);
    assert.equal(error.code, "ValidationException");
    return error.message.replace(MODEL_PREFIX, "");
  }
}

describe("a mocked result", () => {
  it("has the members that its operation always answers with", async () => {
    const start = "states:startExecution";
    const missing = "Required field 'ExecutionArn' is missing";
    assert.equal(await refusal(start, {}), missing);
    assert.equal(await refusal("aws-sdk:sfn:startExecution", {}), missing);
    assert.equal(await refusal(start, {}, "PRESENT"), undefined);
    assert.equal(await refusal(start, {}, "NONE"), undefined);
    const whole = { ExecutionArn: "arn", StartDate: "2026-01-01T00:00:00Z" };
    assert.equal(await refusal(start, whole), undefined);
  });

  it("has members of their types, however deep", async () => {
    const cases: readonly [string, unknown, string][] = [
      ["events:putEvents", { Entries: "x" }, "Field 'Entries' must be an array"],
      ["events:putEvents", { Entries: [{ EventId: [] }] }, "Field 'EventId' must be a string"],
      ["aws-sdk:eventbridge:putEvents", { Entries: ["x"] }, "Field 'Entries' must be an object"],
      ["aws-sdk:s3:getObject", { ContentLength: "9" }, "Field 'ContentLength' must be a number"],
      ["aws-sdk:s3:getObject", { DeleteMarker: 1 }, "Field 'DeleteMarker' must be a boolean"],
      ["aws-sdk:s3:getObject", { Metadata: { a: 1 } }, "Field 'Metadata' must be a string"],
      ["dynamodb:getItem", { Item: { a: { N: 1 } } }, "Field 'N' must be a string"],
      [
        "states:startExecution",
        { ExecutionArn: "arn", StartDate: 1 },
        "Field 'StartDate' must be a string",
      ],
    ];
    for (const [resource, result, message] of cases) {
      assert.equal(await refusal(resource, result), message);
      assert.equal(await refusal(resource, result, "PRESENT"), message);
      assert.equal(await refusal(resource, result, "NONE"), undefined);
    }
  });

  it("has members within their limits", async () => {
    const cases: readonly [string, unknown, string][] = [
      [
        "aws-sdk:kms:encrypt",
        { CiphertextBlob: "" },
        "Field 'CiphertextBlob' is smaller than the minimum length",
      ],
      [
        "aws-sdk:kms:encrypt",
        { KeyId: "k".repeat(2049) },
        "Field 'KeyId' exceeds the maximum length",
      ],
      [
        "aws-sdk:lambda:getFunction",
        { Configuration: { MemorySize: 10_241 } },
        "Field 'MemorySize' exceeds the maximum value",
      ],
      [
        "aws-sdk:lambda:getFunction",
        { Configuration: { MemorySize: 1 } },
        "Field 'MemorySize' is smaller than the minimum value",
      ],
      [
        "aws-sdk:s3:getObject",
        { StorageClass: "Papyrus" },
        "Field 'StorageClass' is not an expected value",
      ],
    ];
    for (const [resource, result, message] of cases) {
      assert.equal(await refusal(resource, result), message);
    }
  });

  it("may have members that its model does not know", async () => {
    assert.equal(await refusal("dynamodb:putItem", { SdkHttpMetadata: {} }), undefined);
    assert.equal(await refusal("events:putEvents", { __proto__: 1, constructor: 2 }), undefined);
  });

  it("is an object where its operation has a model", async () => {
    assert.match((await refusal("lambda:invoke", [])) ?? "", /object/);
  });

  it("holds whatever a function or a child execution answers", async () => {
    assert.equal(await refusal("lambda:invoke", { Payload: { a: 1 } }), undefined);
    const child = {
      ExecutionArn: "arn",
      StateMachineArn: "arn",
      StartDate: 1,
      Status: "SUCCEEDED",
      Output: { a: 1 },
    };
    assert.equal(await refusal("states:startExecution.sync:2", child), undefined);
    const { Status: _status, ...unfinished } = child;
    assert.equal(
      await refusal("states:startExecution.sync:2", unfinished),
      "Required field 'Status' is missing",
    );
  });

  it("is whatever somebody gives with a token", async () => {
    assert.equal(await refusal("sns:publish.waitForTaskToken", "approved"), undefined);
  });

  it("is not checked where no model is at hand", async () => {
    assert.equal(await refusal("aws-sdk:ec2:describeInstances", 1), undefined);
    assert.equal(await refusal("aws-sdk:s3:nothing", 1), undefined);
    assert.equal(await refusal("aws-sdk:constructor:toString", 1), undefined);
  });

  it("is JSON", async () => {
    const message = "Mocked result must be valid JSON";
    const mock = { result: "no", fieldValidationMode: "NONE" } as const;
    assert.equal(await refusalOf(taskOf("lambda:invoke"), mock), message);
  });

  it("is a list for a fork, and an object where a Map writes its results elsewhere", async () => {
    const list = "Mocked result must be an array.";
    assert.equal(await refusalOf({ Type: "Parallel" }, { result: "{}" }), list);
    assert.equal(await refusalOf({ Type: "Map" }, { result: "{}" }), list);
    assert.equal(await refusalOf({ Type: "Map" }, { result: "[]" }), undefined);
    const writing = { Type: "Map", ResultWriter: {} };
    const object = "Mocked result must be a JSON object.";
    assert.equal(await refusalOf(writing, { result: "[]" }), object);
    assert.equal(await refusalOf(writing, { result: "{}" }), undefined);
  });
});

describe("a mock", () => {
  it("is a result or an error", async () => {
    const message =
      "A test mock should have only one of the following fields: [result, errorOutput].";
    const task = taskOf("lambda:invoke");
    assert.equal(await refusalOf(task, {}), message);
    assert.equal(await refusalOf(task, { result: "{}", errorOutput: { error: "E" } }), message);
    assert.equal(await refusalOf(task, { errorOutput: { error: "E" } }), undefined);
    assert.match((await refusalOf(task, { errorOutput: { cause: "c" } })) ?? "", /error/);
  });

  it("is for states that ask something of the outside", () => {
    const mock = { result: "{}" };
    for (const Type of ["Pass", "Choice", "Wait", "Succeed", "Fail"]) {
      assert.throws(() => checkTestable({ Type } as State, { mock }), {
        code: "ValidationException",
        message: `State type '${Type}' is not supported when a mock is specified`,
      });
    }
  });

  it("is needed where no call answers", () => {
    const code = "InvalidDefinition";
    for (const Type of ["Parallel", "Map"]) {
      assert.throws(() => checkTestable({ Type } as State, { roleArn: "r" }), {
        code,
        message:
          "TestState API does not support Map or Parallel states. Supported state types include: " +
          "[Task, Wait, Pass, Succeed, Fail, Choice]",
      });
    }
    const waiting = ["sns:publish.waitForTaskToken", "states:startExecution.sync:2"];
    for (const state of waiting.map(taskOf)) {
      assert.throws(() => checkTestable(state, { roleArn: "r" }), { code });
    }
    const Resource = "arn:aws:states:us-east-1:000000000000:activity:a";
    assert.throws(() => checkTestable({ Type: "Task", Resource }, { roleArn: "r" }), { code });
  });

  it("stands in for the role of a task, and a context object needs it", () => {
    const task = taskOf("lambda:invoke");
    assert.throws(() => checkTestable(task, {}), {
      code: "ValidationException",
      message: "RoleArn must be specified when testing a Task state",
    });
    checkTestable(task, { mock: { result: "{}" }, context: "{}" });
    assert.throws(() => checkTestable({ Type: "Succeed" }, { context: "{}" }), {
      code: "ValidationException",
    });
  });
});
