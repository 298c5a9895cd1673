import assert from "node:assert/strict";
import { test } from "node:test";
import { suggest } from "./suggest.ts";

const WORDS = ["deploy", "delete-stack", "describe", "start", "serve"];

test("a swapped, missing, added or wrong letter finds the word that was meant", () => {
  for (const typo of ["depoly", "deply", "deployy", "deplox"]) {
    assert.equal(suggest(typo, WORDS), "deploy");
  }
  assert.equal(suggest("sart", WORDS), "start");
});

test("a word far from all others finds none", () => {
  assert.equal(suggest("banana", WORDS), undefined);
  assert.equal(suggest("x", WORDS), undefined);
});

test("the closest word wins", () => {
  assert.equal(suggest("serv", ["server", "serve"]), "serve");
});
