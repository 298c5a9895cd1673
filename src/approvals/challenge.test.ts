import assert from "node:assert/strict";
import { test } from "node:test";
import { challengeCode, isChallengeCode } from "./challenge.ts";

const secret = new Uint8Array(32).fill(7);

test("a code belongs to one link and one server", () => {
  const code = challengeCode(secret, "a");
  assert.match(code, /^[2-9A-HJKMNP-TV-Z]{6}$/);
  assert.notEqual(code, challengeCode(secret, "b"));
  assert.notEqual(code, challengeCode(new Uint8Array(32), "a"));
});

test("a code may be typed with blanks and in lower case", () => {
  const code = challengeCode(secret, "a");
  const loose = ` ${code.slice(0, 3)}-${code.slice(3).toLowerCase()} `;
  assert.ok(isChallengeCode(secret, "a", loose));
  assert.ok(!isChallengeCode(secret, "a", `${code}2`));
  assert.ok(!isChallengeCode(secret, "a", ""));
});
