import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Statement, StatementUnit } from "../../database.ts";
import { groupsOf, roundsOf } from "./rounds.ts";

const about = (...subjects: string[]): StatementUnit => ({ subjects, guards: [], statements: [] });
const unknown: StatementUnit = { subjects: undefined, guards: [], statements: [] };

const PUT = "insert into t (id, a) values (?, ?) on conflict (id) do update set a = excluded.a";
const REMOVE = "delete from t where id = ?";
const put = (id: string, a = 0) => ({ sql: PUT, params: [id, a] });
const remove = (id: string) => ({ sql: REMOVE, params: [id] });

describe("rounds", () => {
  it("hold all units that have nothing in common", () => {
    assert.deepEqual(roundsOf([about("a"), about("b", "c"), about()]), [[0, 1, 2]]);
    assert.deepEqual(roundsOf([]), []);
  });

  it("keep units with a subject in common in their order", () => {
    const units = [about("a"), about("b"), about("a", "b"), about("b"), about("c"), about("a")];
    assert.deepEqual(roundsOf(units), [[0, 1, 4], [2], [3, 5]]);
  });

  it("keep a unit that nothing is known of behind all before it and before all behind it", () => {
    const units = [about("a"), unknown, about("b"), unknown];
    assert.deepEqual(roundsOf(units), [[0], [1], [2], [3]]);
  });
});

describe("groups", () => {
  const grouped = (...units: Statement[][]) =>
    groupsOf(units.map((statements, unit) => ({ unit, statements }))).map((group) => [
      group.sql,
      group.rows.map(([id]) => id),
      group.units,
    ]);

  it("put statements of one text together", () => {
    assert.deepEqual(grouped([put("a"), put("b")], [put("c"), remove("d")], [remove("e")]), [
      [PUT, ["a", "b", "c"], [0, 0, 1]],
      [REMOVE, ["d", "e"], [1, 2]],
    ]);
  });

  it("keep the order of statements of a unit, whatever that of another is", () => {
    assert.deepEqual(grouped([put("a"), remove("a")], [remove("b"), put("b")]), [
      [PUT, ["a"], [0]],
      [REMOVE, ["a", "b"], [0, 1]],
      [PUT, ["b"], [1]],
    ]);
  });

  it("write a row twice one after the other", () => {
    assert.deepEqual(grouped([put("a", 1), put("a", 2), put("b")]), [
      [PUT, ["a"], [0]],
      [PUT, ["a", "b"], [0, 0]],
    ]);
  });
});
