import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { findJsonProblem } from "./find-json-problem.ts";

const VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe("findJsonProblem()", () => {
  const problems: [string, string][] = [
    ["not json", `Unrecognized token 'not': was expecting ${VALUE}`],
    ['{"a": nope}', `Unrecognized token 'nope': was expecting ${VALUE}`],
    [
      "{'a': 1}",
      "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
    ],
    [
      "{a: 1}",
      "Unexpected character ('a' (code 97)): was expecting double-quote to start field name",
    ],
    [
      '{"a": 1,}',
      "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
    ],
    [
      '{"a" 1}',
      "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
    ],
    [
      '{"a": 1 "b"}',
      "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
    ],
    [
      "[1 2]",
      "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
    ],
    ["[1,]", `Unexpected character (']' (code 93)): expected a valid value ${VALUE}`],
    ["}", `Unexpected character ('}' (code 125)): expected a valid value ${VALUE}`],
    ["{} {}", "Unexpected character ('{' (code 123)): Expected space separating root-level values"],
    ['{"a": [1', "Unexpected end-of-input: expected close marker for Array"],
    ['{"a": 1', "Unexpected end-of-input: expected close marker for Object"],
    ['"abc', "Unexpected end-of-input: was expecting closing quote for a string value"],
    [
      '"a\nb"',
      "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
    ],
    ['"\\x"', "Unrecognized character escape 'x' (code 120)"],
    ["", "No content to map due to end-of-input"],
    [" \n", "No content to map due to end-of-input"],
  ];
  for (const [text, problem] of problems) {
    it(`explains ${JSON.stringify(text)}`, () => assert.equal(findJsonProblem(text), problem));
  }

  it("accepts any JSON value", () => {
    for (const text of ["2", '"text"', "null", "true", " [] ", '{"a":{"b":[1.5e3,-0]}}']) {
      assert.equal(findJsonProblem(text), undefined);
    }
  });

  it("agrees with the platform's parser on any text", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      "\\",
      "a",
      "1",
      "-",
      ".",
      "null",
      " ",
      "\n",
    );
    const nearlyJson = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(nearlyJson, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        assert.equal(findJsonProblem(text) === undefined, isJson);
      }),
      { numRuns: 2000 },
    );
  });

  it("measures in bytes of UTF-8", () => {
    assert.equal(findJsonProblem(JSON.stringify("a".repeat(262_142))), undefined);
    assert.match(findJsonProblem(JSON.stringify("a".repeat(262_143))) ?? "", /262144 bytes/);
    assert.match(findJsonProblem(JSON.stringify("é".repeat(131_072))) ?? "", /262144 bytes/);
  });

  it("refuses data nested so deep that walking it would fail", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    assert.equal(findJsonProblem(nested(1000)), undefined);
    assert.match(findJsonProblem(nested(1001)) ?? "", /nesting depth \(1001\) exceeds/);
    assert.match(findJsonProblem("[".repeat(200_000)) ?? "", /nesting depth/);
    assert.equal(findJsonProblem(JSON.stringify('\\"[{'.repeat(3000))), undefined);
  });
});
