import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkMessage } from "./check-message.ts";
import type { OutgoingMessage } from "./message.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:expenses";

function refusal(message: Partial<OutgoingMessage>): string {
  try {
    checkMessage({ topicArn: TOPIC, message: "hello", ...message });
  } catch (error) {
    const { code, message: text } = error as Error & { code: string };
    return `${code}: ${text}`;
  }
  return "accepted";
}

describe("checkMessage()", () => {
  test("refuses an empty message", () => {
    assert.equal(refusal({ message: "" }), "InvalidParameter: Invalid parameter: Empty message");
  });

  test("counts bytes of UTF-8, not characters, up to 262,144", () => {
    assert.equal(refusal({ message: "é".repeat(131_072) }), "accepted");
    assert.equal(
      refusal({ message: `${"é".repeat(131_072)}x` }),
      "InvalidParameter: Invalid parameter: Message too long",
    );
  });

  test("counts attributes with the message", () => {
    const attributes = { a: { dataType: "String", stringValue: "x" } };
    assert.equal(refusal({ message: "m".repeat(262_144 - 8), attributes }), "accepted");
    assert.match(refusal({ message: "m".repeat(262_144 - 7), attributes }), /Message too long/);
  });

  test("takes a subject of up to 100 characters on one line", () => {
    assert.equal(refusal({ subject: "Zustimmung für 750,50 € nötig" }), "accepted");
    assert.equal(refusal({ subject: "s".repeat(100) }), "accepted");
    for (const subject of ["", " ", "s".repeat(101), "a\r\nBcc: x@y", "a\u2028b", "a\u0000"]) {
      assert.equal(refusal({ subject }), "InvalidParameter: Invalid parameter: Subject");
    }
  });

  test("gives each protocol its own text of a structured message", () => {
    const messageFor = checkMessage({
      topicArn: TOPIC,
      message: '{"default":"d","email":"e","http":5,"toString":"t"}',
      messageStructure: "json",
    });
    assert.equal(messageFor("email"), "e");
    assert.equal(messageFor("email-json"), "d");
    assert.equal(messageFor("http"), "d");
  });

  test("refuses a structured message without default, or that is no JSON object", () => {
    const json = { messageStructure: "json" };
    const noDefault =
      "InvalidParameter: Invalid parameter: Message Structure - " +
      "No default entry in JSON message body";
    assert.equal(refusal({ ...json, message: '{"email":"e"}' }), noDefault);
    assert.equal(refusal({ ...json, message: '{"default":1}' }), noDefault);
    const unparsed =
      "InvalidParameter: Invalid parameter: Message Structure - JSON message body failed to parse";
    assert.equal(refusal({ ...json, message: "no json" }), unparsed);
    assert.equal(refusal({ ...json, message: "[]" }), unparsed);
  });

  test("checks the names, types and values of attributes", () => {
    const of = (name: string, dataType: string, stringValue?: string) =>
      refusal({
        attributes: { [name]: { dataType, ...(stringValue === undefined ? {} : { stringValue }) } },
      });
    assert.equal(of("a.b-c_1", "String.Array", "[1]"), "accepted");
    assert.equal(of("n", "Number", "-1.5"), "accepted");
    assert.equal(
      of("x", "String", ""),
      "ParameterValueInvalid: The message attribute 'x' must contain non-empty message attribute " +
        "value for message attribute type 'String'.",
    );
    assert.match(of("x", "Binary", "text"), /must contain non-empty/);
    assert.match(of("x", "Boolean", "true"), /invalid message attribute type/);
    assert.match(of("x", "Number", "ten"), /Could not cast message attribute 'x' value to number/);
    for (const name of ["", ".a", "a.", "a..b", "AWS.a", "Amazon.b", "ü", "a".repeat(257)]) {
      assert.match(of(name, "String", "v"), /^ParameterValueInvalid: The message attribute name/);
    }
  });
});
