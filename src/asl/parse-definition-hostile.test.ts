import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cpuMs, MOMENT_MS } from "../../test/support/cpu-time.ts";
import { parseDefinition } from "./parse-definition.ts";

function codesOf(text: string): string[] {
  const startedMs = cpuMs();
  const { diagnostics } = parseDefinition(text);
  assert.ok(cpuMs() - startedMs < MOMENT_MS);
  return [...new Set(diagnostics.map(({ code }) => code))];
}

const pass = '{"Type":"Pass","End":true}';

describe("parseDefinition() on hostile texts", () => {
  it("takes forks within forks as deep as a definition may be", () => {
    let state = pass;
    for (let depth = 0; depth < 120; depth++) {
      state = `{"Type":"Parallel","End":true,"Branches":[{"StartAt":"S${depth}","States":{"S${depth}":${state}}}]}`;
    }
    assert.deepEqual(codesOf(`{"StartAt":"X","States":{"X":${state}}}`), []);
    assert.deepEqual(
      codesOf(`{"StartAt":"X","States":{"X":${"[".repeat(500)}${"]".repeat(500)}}}`),
      ["TOO_DEEPLY_NESTED"],
    );
  });

  it("reads as much as a definition may be of states, of mistakes and of text", () => {
    const states = Array.from({ length: 12_000 }, (_, n) => {
      const next = n === 11_999 ? '"End":true' : `"Next":"S${n + 1}"`;
      return `"S${n}":{"Type":"Pass","Comment":"${"c".repeat(30)}",${next}}`;
    });
    assert.deepEqual(codesOf(`{"StartAt":"S0","States":{${states.join()}}}`), []);
    const wrong = Array.from({ length: 55_000 }, (_, n) => `"f${n}":"${n}"`).join();
    assert.deepEqual(
      codesOf(`{"StartAt":"X","States":{"X":{"Type":"Pass","End":true,${wrong}}}}`),
      ["SCHEMA_VALIDATION_FAILED"],
    );
    const comment = (length: number) =>
      `{"Comment":"${"x".repeat(length)}","StartAt":"X","States":{"X":${pass}}}`;
    assert.deepEqual(codesOf(comment(1_048_500)), []);
    assert.equal(
      parseDefinition(comment(10_000_000)).diagnostics[0]?.message,
      "The definition is longer than 1048576 characters",
    );
  });

  it("refuses more expressions than can be checked in good time", () => {
    const Output = Array.from({ length: 5_001 }, (_, index) => `{% ${index} %}`);
    const X = { Type: "Pass", Output, End: true };
    const text = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "X", States: { X } });
    assert.equal(
      parseDefinition(text).diagnostics[0]?.message,
      "The definition has more than 5000 JSONata expressions",
    );
  });

  it("takes the last of duplicate keys, as JSON has it", () => {
    const text = `{"StartAt":"Y","StartAt":"X","States":{"X":{"Type":"Wait","Type":"Pass","End":true}}}`;
    assert.deepEqual(parseDefinition(text).definition, {
      StartAt: "X",
      States: { X: { Type: "Pass", End: true } },
    });
  });

  it("takes inherited names for what they are: names", () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      assert.deepEqual(codesOf(`{"StartAt":"${name}","States":{"${name}":${pass}}}`), []);
      const nothing = `{"StartAt":"X","States":{"X":{"Type":"${name}","End":true}}}`;
      assert.deepEqual(
        codesOf(nothing),
        ["SCHEMA_VALIDATION_FAILED", "MISSING_END_STATE"].slice(0, 1),
      );
      const field = `{"StartAt":"X","States":{"X":{"Type":"Pass","End":true,"${name}":{}}}}`;
      assert.deepEqual(codesOf(field), ["SCHEMA_VALIDATION_FAILED"]);
    }
  });

  it("takes patterns that look like slow regular expressions, since they are none", () => {
    const rule = { Variable: "$.a", StringMatches: `${"(a+)+".repeat(1000)}*$`, Next: "Y" };
    const States = {
      X: { Type: "Choice", Choices: [rule], Default: "Y" },
      Y: { Type: "Succeed" },
    };
    assert.deepEqual(codesOf(JSON.stringify({ StartAt: "X", States })), []);
  });
});
