import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StoreError } from "../../store/store-error.ts";
import type { Log } from "../../telemetry/log.ts";
import { ApiError } from "../api-error.ts";
import type { Operation } from "../operation.ts";
import stepFunctionsModel from "../step-functions/generated/model.json" with { type: "json" };
import { createAwsJsonHandler } from "./aws-json.ts";
import { createAuthenticator } from "./signature-v4.ts";

const logged: object[] = [];
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields) => logged.push(fields),
};

async function call(
  target: string,
  body: string | Uint8Array,
  operation: Operation = async (input) => input,
) {
  const handle = createAwsJsonHandler({
    model: stepFunctionsModel,
    operations: new Map([["ListStateMachines", operation]]),
    errorNamespace: "com.amazonaws.swf.service.v2.model",
    authenticate: createAuthenticator(undefined, Date.now),
    log,
  });
  const answer = await handle({
    method: "POST",
    url: "/",
    headers: { "x-amz-target": `AWSStepFunctions.${target}` },
    body: typeof body === "string" ? Buffer.from(body) : body,
  });
  return { ...answer, json: JSON.parse(answer.body) };
}

describe("AWS JSON", () => {
  it("answers with the operation's output and a request id", async () => {
    const { status, headers, json } = await call("ListStateMachines", '{"maxResults":5,"new":1}');
    assert.equal(status, 200);
    assert.deepEqual(json, { maxResults: 5 });
    assert.equal(headers["content-type"], "application/x-amz-json-1.0");
    assert.match(headers["x-amzn-requestid"] ?? "", /^[0-9a-f-]{36}$/);
  });

  it("takes an empty body for an empty input", async () => {
    assert.deepEqual((await call("ListStateMachines", "")).json, {});
  });

  it("names an operation that AWS does not have unknown", async () => {
    for (const name of ["MakeCoffee", "", "__proto__", "constructor"]) {
      const { status, json } = await call(name, "{}");
      assert.equal(status, 400);
      assert.deepEqual(json, {
        __type: "com.amazon.coral.service#UnknownOperationException",
        message: "The operation is not known.",
      });
    }
  });

  it("says so when AWS has an operation and this server does not", async () => {
    const { status, json } = await call("CreateActivity", '{"name":"a"}');
    assert.equal(status, 400);
    assert.equal(json.__type, "com.amazon.coral.service#UnknownOperationException");
    assert.equal(json.message, "CreateActivity is not supported by this version.");
  });

  it("refuses what is no JSON without repeating it", async () => {
    for (const body of ["{secret", '{"a":1}secret', "\ud800", Buffer.from([0xff, 0xfe, 0x22])]) {
      const { status, json } = await call("ListStateMachines", body);
      assert.equal(status, 400);
      assert.deepEqual(json, {
        __type: "com.amazon.coral.service#SerializationException",
        message: "The request body is not valid JSON.",
      });
    }
  });

  it("refuses wrong types as AWS does", async () => {
    const { status, json } = await call("ListStateMachines", '{"maxResults":"5"}');
    assert.equal(status, 400);
    assert.deepEqual(json, {
      __type: "com.amazon.coral.service#SerializationException",
      message: "STRING_VALUE can not be converted to an Integer",
    });
  });

  it("refuses values outside of the model as AWS does", async () => {
    const { status, json } = await call("ListStateMachines", '{"maxResults":-1}');
    assert.equal(status, 400);
    assert.equal(json.__type, "com.amazon.coral.validate#ValidationException");
    assert.match(json.message, /^1 validation error detected: Value '-1' at 'maxResults'/);
  });

  it("refuses bodies that no operation can need", async () => {
    const { status, json } = await call("ListStateMachines", Buffer.alloc(9 * 1024 * 1024, " "));
    assert.equal(status, 413);
    assert.equal(json.__type, "com.amazon.coral.service#RequestEntityTooLargeException");
  });

  it("puts the service's errors under the service's name, with their members", async () => {
    const { status, json } = await call("ListStateMachines", "{}", async () => {
      throw new ApiError("TooManyTags", "Too many.", { members: { resourceName: "arn" } });
    });
    assert.equal(status, 400);
    assert.deepEqual(json, {
      __type: "com.amazonaws.swf.service.v2.model#TooManyTags",
      message: "Too many.",
      resourceName: "arn",
    });
  });

  it("has callers come back when the database cannot be reached", async () => {
    const { status, json } = await call("ListStateMachines", "{}", async () => {
      throw new StoreError("cannot read the database: gone", { isUnavailable: true });
    });
    assert.equal(status, 503);
    assert.equal(json.__type, "com.amazon.coral.service#ServiceUnavailable");
    assert.doesNotMatch(json.message, /gone/);
  });

  it("keeps the details of a bug to the log", async () => {
    logged.length = 0;
    const { status, json, headers } = await call("ListStateMachines", "{}", async () => {
      throw new Error("the inner workings");
    });
    assert.equal(status, 500);
    assert.equal(json.__type, "com.amazon.coral.service#InternalFailure");
    assert.doesNotMatch(json.message, /inner workings/);
    assert.partialDeepStrictEqual(logged, [
      { operation: "ListStateMachines", requestId: headers["x-amzn-requestid"] },
    ]);
  });
});
