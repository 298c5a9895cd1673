import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formOf, orFail, overArrays, readOverArrays, rowKeyOf } from "./forms.ts";

function manyOf(sql: string) {
  const { many } = formOf(sql);
  assert.ok(many, "it can be written for many rows");
  return many;
}

describe("a statement for many rows", () => {
  it("inserts from arrays", () => {
    const many = manyOf("insert into t (id, a) values (?, ?) on conflict (a) do nothing");
    assert.equal(
      overArrays(many, ["text", "bigint"], true),
      "insert into t (id, a) select p1, p2 from unnest($1::text[], $2::bigint[]) with ordinality " +
        'as v(p1, p2, place) on conflict (a) do nothing returning id as "key"',
    );
  });

  it("tells rows of an upsert apart by the columns of its conflict", () => {
    const many = manyOf(
      "insert into t (a, b, c) values (?, ?, ?) on conflict (b, c) do update set a = excluded.a",
    );
    assert.equal(rowKeyOf(many, ["x", "y", 1]), rowKeyOf(many, ["z", "y", 1]));
    assert.notEqual(rowKeyOf(many, ["x", "y", 1]), rowKeyOf(many, ["x", "y", 2]));
  });

  it("updates from arrays, and tells rows apart by the columns that it leaves alone", () => {
    const many = manyOf("update t set a = ?, n = n + 1\n  where id = ? and n = ? and a <> 'x'");
    assert.equal(
      overArrays(many, ["text", "text", "bigint"], true),
      "update t set a = v.p1, n = n + 1 from unnest($1::text[], $2::text[], $3::bigint[]) " +
        "with ordinality as v(p1, p2, p3, place) where id = v.p2 and n = v.p3 and a <> 'x' " +
        'returning v.place as "key"',
    );
    assert.equal(rowKeyOf(many, ["a", "id", 1]), rowKeyOf(many, ["b", "id", 2]));
  });

  it("fails as a guard that does not write all of its rows", () => {
    assert.equal(
      orFail("delete from t where id = ?", 1),
      "with held as (delete from t where id = ? returning 1) " +
        "select 1 / (count(*) = 1)::int from held",
    );
  });

  it("deletes from arrays", () => {
    const many = manyOf("delete from t where id = ? and n between ? and ?");
    assert.equal(
      overArrays(many, ["text", "bigint", "bigint"], false),
      "delete from t using unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality " +
        "as v(p1, p2, p3, place) where id = v.p1 and n between v.p2 and v.p3",
    );
    assert.equal(rowKeyOf(many, ["id", 1, 2]), rowKeyOf(many, ["id", 3, 4]));
  });

  for (const sql of [
    "update t set a = ? where id = ? or b = ?",
    "update t set a = ? where id in (?, ?)",
    "update t set a = ? where n < ?",
    "delete from t where id = ? and not exists (select 1 from u where u.id = t.id)",
    "delete from t",
    "insert into t (a) select b from u where c = ?",
  ]) {
    it(`is not made of what is not clearly about one row: ${sql}`, () => {
      assert.equal(formOf(sql).many, undefined);
    });
  }

  it("reads for each place in arrays", () => {
    assert.equal(
      readOverArrays("select a from t where id = ? and n > ? order by n", ["text", "bigint"]),
      "select v.place, it.* from unnest($1::text[], $2::bigint[]) with ordinality " +
        "as v(p1, p2, place) cross join lateral " +
        "(select a from t where id = v.p1 and n > v.p2 order by n offset 0) as it",
    );
  });

  it("is numbered as PostgreSQL wants it for one row", () => {
    assert.equal(
      formOf("select a from t where b = ? and c = ?").single,
      "select a from t where b = $1 and c = $2",
    );
  });
});
