import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { quoteWord } from "./quote-word.ts";

test("a plain path stays as it is", () => {
  assert.equal(quoteWord("file:///home/me/report.json"), "file:///home/me/report.json");
});

test("a shell reads every quoted word as the word itself", () => {
  for (const word of ["", "file:///my folder/it's $HOME.json", "a;b|c&d", '`x` "y" *']) {
    const read = execFileSync("sh", ["-c", `printf %s ${quoteWord(word)}`], { encoding: "utf8" });
    assert.equal(read, word);
  }
});
