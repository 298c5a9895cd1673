import assert from "node:assert/strict";
import { test } from "node:test";
import type { Options } from "./command.ts";
import { parseArguments } from "./parse-arguments.ts";

const OPTIONS: Options = {
  input: { value: "JSON", about: "" },
  json: { about: "" },
  "parameter-overrides": { value: "K=V", about: "", isList: true },
};

function refusal(...words: string[]): RegExp | string {
  try {
    parseArguments(words, OPTIONS);
  } catch (error) {
    assert.equal((error as Error).name, "UsageError");
    return (error as Error).message;
  }
  return "accepted";
}

test("options may stand anywhere, with a space or an equals sign", () => {
  for (const words of [
    ["a", "--input", "{}", "--json"],
    ["--json", "--input={}", "a"],
  ]) {
    assert.deepEqual(parseArguments(words, OPTIONS), {
      operands: ["a"],
      flags: { input: "{}", json: true },
      lists: {},
    });
  }
});

test("a list takes the words up to the next option and may be repeated", () => {
  const words = ["t.yaml", "--parameter-overrides", "A=1", "B=x=y", "--json"];
  const parsed = parseArguments([...words, "--parameter-overrides=C=3"], OPTIONS);
  assert.deepEqual(parsed.lists, { "parameter-overrides": ["A=1", "B=x=y", "C=3"] });
  assert.deepEqual(parsed.operands, ["t.yaml"]);
});

test("two dashes end the options, one stands for standard input", () => {
  assert.deepEqual(parseArguments(["-", "--", "--json"], OPTIONS).operands, ["-", "--json"]);
});

test("values may begin with one dash or hold an equals sign", () => {
  assert.equal(parseArguments(["--input", "-"], OPTIONS).flags["input"], "-");
  assert.equal(parseArguments(["--input=a=b"], OPTIONS).flags["input"], "a=b");
});

test("an unknown option is refused with the one that was meant", () => {
  assert.equal(refusal("--jsno"), "Unknown option --jsno: did you mean --json?");
  assert.equal(refusal("--wholly-other"), "Unknown option --wholly-other.");
  assert.equal(refusal("--constructor"), "Unknown option --constructor.");
  assert.match(String(refusal("-j")), /^Unknown option -j/);
});

test("an option without its value is refused", () => {
  for (const words of [["--input"], ["--input", "--json"], ["--parameter-overrides", "--json"]]) {
    assert.match(String(refusal(...words)), /needs a value/);
  }
});
