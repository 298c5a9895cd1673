import assert from "node:assert/strict";
import { it } from "node:test";
import { createRest } from "./create-rest.ts";

it("asks for no rest before a step has taken long", () => {
  let now = 0;
  const rest = createRest(() => now);
  now = 19;
  assert.equal(rest(), undefined);
});

it("lets others have their turn once a step has taken long, and counts from there", async () => {
  let now = 0;
  const rest = createRest(() => now);
  now = 20;
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  await rest();
  assert.ok(hadTurn);
  assert.equal(rest(), undefined);
});

it("lets steps that wait at the same time go on in different turns", async () => {
  let now = 0;
  const rest = createRest(() => now);
  now = 20;
  const seen: string[] = [];
  const first = rest()?.then(() => {
    seen.push("first");
    setImmediate(() => seen.push("turn"));
  });
  await Promise.all([first, rest()?.then(() => seen.push("second"))]);
  assert.deepEqual(seen, ["first", "turn", "second"]);
});
