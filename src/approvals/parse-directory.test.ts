import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../base/json.ts";
import { parseDirectory } from "./parse-directory.ts";

const AT = Date.UTC(2026, 7, 10);

function find(value: Json, reference: string, at = AT) {
  const parsed = parseDirectory(value);
  assert(parsed.kind === "directory", JSON.stringify(parsed));
  return parsed.people(at).findApprovers(reference);
}

const away = (email: string, to: string) => {
  return { email, delegate: { to, from: "2026-08-01", until: "2026-08-14" } };
};

test("a group is its people, and an address is a person, known or not", () => {
  const value = {
    people: [{ email: "Ann@Example.com", timeZone: "Asia/Tokyo" }],
    groups: { finance: ["ann@example.com", "bob@example.com"] },
  };
  const ann = { address: "ann@example.com", timeZone: "Asia/Tokyo" };
  assert.deepEqual(find(value, "group:finance"), [ann, { address: "bob@example.com" }]);
  assert.deepEqual(find(value, "NEW@example.com"), [{ address: "new@example.com" }]);
  assert.equal(find(value, "group:legal"), undefined);
});

test("who is away is stood in for on those days, in whose name is kept", () => {
  const value = { people: [away("ann@example.com", "bob@example.com")] };
  const standIn = { address: "bob@example.com", inPlaceOf: "ann@example.com" };
  assert.deepEqual(find(value, "ann@example.com"), [standIn]);
  assert.deepEqual(find(value, "ann@example.com", Date.UTC(2026, 7, 15)), [
    { address: "ann@example.com" },
  ]);
});

test("delegations follow each other, and a circle of them leaves it with the person", () => {
  const chain = [away("a@example.com", "b@example.com"), away("b@example.com", "c@example.com")];
  const [last] = find({ people: chain }, "a@example.com") ?? [];
  const [inPlaceOf, ...through] = ["a@example.com", "b@example.com"];
  assert.deepEqual(last, { address: "c@example.com", inPlaceOf, through });
  const circle = [...chain, away("c@example.com", "a@example.com")];
  assert.deepEqual(find({ people: circle }, "a@example.com"), [{ address: "a@example.com" }]);
});

test("every problem is told with its place", () => {
  const parsed = parseDirectory({ people: [{ email: "ann" }], groups: { finance: [] }, x: 1 });
  assert(parsed.kind === "problems");
  assert.equal(parsed.problems.length, 3);
  assert.match(parsed.problems[0] ?? "", /^people\.0\.email must be an e-mail address/);
});

test("roles belong to addresses, and whoever is named anywhere is known", () => {
  const parsed = parseDirectory({
    people: [{ email: "Ann@example.com" }],
    groups: { board: ["bob@example.com"] },
    roles: { "Ops@example.com": "operator" },
  });
  assert.ok(parsed.kind === "directory");
  const directory = parsed.people(0);
  assert.equal(directory.findRole?.("ops@example.com"), "operator");
  assert.equal(directory.findRole?.("ann@example.com"), undefined);
  for (const name of ["ann", "bob", "ops"]) assert.ok(directory.isNamed?.(`${name}@example.com`));
  assert.equal(directory.isNamed?.("eva@example.com"), false);
  const wrong = parseDirectory({ roles: { "ops@example.com": "root" } });
  assert.equal(wrong.kind, "problems");
});

test("the days of an absence are those of whoever is absent", () => {
  const people = [{ ...away("ann@example.com", "bob@example.com"), timeZone: "Asia/Tokyo" }];
  const addressAt = (at: number) => find({ people }, "ann@example.com", at)?.[0]?.address;
  assert.equal(addressAt(Date.UTC(2026, 6, 31, 14, 59)), "ann@example.com");
  assert.equal(addressAt(Date.UTC(2026, 6, 31, 15)), "bob@example.com");
  assert.equal(addressAt(Date.UTC(2026, 7, 14, 14, 59)), "bob@example.com");
  assert.equal(addressAt(Date.UTC(2026, 7, 14, 15)), "ann@example.com");
});
