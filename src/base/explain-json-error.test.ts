import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { explainJsonError } from "./explain-json-error.ts";

const VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe("explainJsonError()", () => {
  const explained: [string, string, number, number][] = [
    ["not a definition", `Unrecognized token 'not': was expecting ${VALUE}`, 1, 4],
    ['{"a": nope}', `Unrecognized token 'nope': was expecting ${VALUE}`, 1, 11],
    [
      "{'a': 1}",
      "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
      1,
      3,
    ],
    [
      '{"a": 1,\n}',
      "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
      2,
      2,
    ],
    [
      '{"a" 1}',
      "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
      1,
      7,
    ],
    [
      '{"a": 1 "b"}',
      "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
      1,
      10,
    ],
    [
      "[1 2]",
      "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
      1,
      5,
    ],
    ["[1,]", `Unexpected character (']' (code 93)): expected a valid value ${VALUE}`, 1, 5],
    [
      "{} {}",
      "Unexpected character ('{' (code 123)): Expected space separating root-level values",
      1,
      5,
    ],
    ['{"a": [1', "Unexpected end-of-input: expected close marker for Array", 1, 9],
    ['{"a": 1', "Unexpected end-of-input: expected close marker for Object", 1, 8],
    ['"abc', "Unexpected end-of-input: was expecting closing quote for a string value", 1, 5],
    ['"\\x"', "Unrecognized character escape 'x' (code 120)", 1, 4],
    ["01", "Invalid numeric value: Leading zeroes not allowed", 1, 2],
    ["1.x", "Unexpected character ('.' (code 46)) in numeric value", 1, 3],
    ["-", "Unexpected end-of-input in a Number value", 1, 2],
    ["", "No content to map due to end-of-input", 1, 1],
  ];
  for (const [text, message, line, column] of explained) {
    it(`explains ${JSON.stringify(text)}`, () => {
      assert.deepEqual(explainJsonError(text), { message, line, column });
    });
  }

  it("explains every text that is no JSON", () => {
    const symbols = '{ } [ ] , : " \\ 1 -0 0 . e+ true nul "a" \u0001 \u{1f600}'.split(" ");
    const text = fc.array(fc.constantFrom(...symbols, " ", "\n"), { maxLength: 10 });
    fc.assert(
      fc.property(
        fc.oneof(
          text.map((parts) => parts.join("")),
          fc.string(),
        ),
        (broken) => {
          try {
            JSON.parse(broken);
          } catch {
            const { message, line, column } = explainJsonError(broken);
            assert.ok(message !== "" && line >= 1 && column >= 1);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
