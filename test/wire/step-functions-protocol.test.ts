// Step Functions as AWS's own client for JavaScript meets it: the protocol itself.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import model from "../../src/aws/step-functions/generated/model.json" with { type: "json" };
import { clientOf, PASS, rejects, startStepFunctions } from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { url, createMachine } = server;

/** A request as no client would send it. */
async function post(body: string | Uint8Array, target = "AWSStepFunctions.StartExecution") {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
  const response = await fetch(url, {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : Buffer.from(body),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

describe("the protocol", () => {
  it("answers what it cannot read in its own terms", async () => {
    const serialization = "com.amazon.coral.service#SerializationException";
    for (const body of [
      "{",
      "[]",
      '"x"',
      '{"stateMachineArn":1}',
      '{"stateMachineArn":{}}',
      "\u0000",
    ]) {
      const { status, json } = await post(body);
      assert.equal(status, 400);
      assert.equal(json.__type, serialization);
    }
  });

  it("lets nobody keep an answer or take it for something else", async () => {
    const { headers } = await fetch(url, { method: "POST", body: "{}" });
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  });

  it("answers what is missing in AWS's words", async () => {
    const { json } = await post("{}");
    assert.deepEqual(json, {
      __type: "com.amazon.coral.validate#ValidationException",
      message:
        "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy " +
        "constraint: Member must not be null",
    });
  });

  it("knows which operations there are", async () => {
    assert.equal(
      (await post("{}", "AWSStepFunctions.Nonsense")).json.__type,
      "com.amazon.coral.service#UnknownOperationException",
    );
    const operations = Object.keys(model.operations);
    for (const operation of operations) {
      const { __type } = (await post("[]", `AWSStepFunctions.${operation}`)).json;
      assert.equal(__type, "com.amazon.coral.service#SerializationException", operation);
    }
    assert.equal(operations.length, 37);
  });

  it("ignores members of newer models", async () => {
    const stateMachineArn = await createMachine(PASS);
    const { status } = await post(JSON.stringify({ stateMachineArn, newer: [1], input: null }));
    assert.equal(status, 200);
  });

  it("asks for a signature when credentials are configured", async (t) => {
    const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "right" };
    const closed = await startStepFunctions({ credentials });
    const wrong = clientOf(closed.url, { ...credentials, secretAccessKey: "wrong" });
    t.after(() => {
      wrong.destroy();
      return closed.stop();
    });
    assert.ok(await closed.createMachine(PASS));
    await rejects(
      wrong.send(new ListStateMachinesCommand({})),
      "InvalidSignatureException",
      /does not match/,
    );
    const unsigned = await fetch(closed.url, {
      method: "POST",
      headers: { "x-amz-target": "AWSStepFunctions.ListStateMachines" },
      body: "{}",
    });
    assert.equal(unsigned.status, 400);
    assert.match(await unsigned.text(), /#MissingAuthenticationTokenException/);
  });
});
