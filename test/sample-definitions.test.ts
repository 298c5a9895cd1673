import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { checkApprovals } from "../src/asl/check-approvals.ts";
import { parseDefinition } from "../src/asl/parse-definition.ts";
import { defined } from "../src/base/assert.ts";

const FOLDER = new URL("samples/definitions/", import.meta.url);

describe("a definition of a kind that people write", () => {
  for (const file of readdirSync(FOLDER)) {
    const text = readFileSync(new URL(file, FOLDER), "utf8");
    const type = file.startsWith("express-") ? "EXPRESS" : "STANDARD";

    it(`has nothing to be found fault with: ${file}`, () => {
      const { definition, diagnostics } = parseDefinition(text, type);
      assert.deepEqual(diagnostics, []);
      assert.deepEqual(checkApprovals(defined(definition, "a definition")), []);
    });
  }
});
