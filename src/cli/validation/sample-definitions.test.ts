import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { checkDefinition } from "./check-definition.ts";

const FOLDER = new URL("../../../test/samples/definitions/", import.meta.url);

describe("a definition of a kind that people write", () => {
  for (const file of readdirSync(FOLDER)) {
    const definition = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
    const type = file.startsWith("express-") ? "EXPRESS" : "STANDARD";

    it(`has nothing to be found fault with: ${file}`, () => {
      const options = { type, substitutions: new Map(), placeOf: () => undefined } as const;
      assert.deepEqual(checkDefinition(definition, options), []);
    });
  }
});
