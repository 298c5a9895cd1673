import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DatasetError } from "../../engine/datasets.ts";
import { parseCsv } from "./parse-csv.ts";

/** Parses it as a whole and letter by letter: where a text is cut must not matter. */
async function rowsOf(text: string, delimiter = ","): Promise<readonly (readonly string[])[]> {
  const whole = await Array.fromAsync(parseCsv(partsOf([text]), delimiter));
  assert.deepEqual(await Array.fromAsync(parseCsv(partsOf([...text]), delimiter)), whole);
  return whole;
}

async function* partsOf(parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}

describe("CSV data", () => {
  it("are rows of fields, whatever ends the lines", async () => {
    const rows = [
      ["a", "b"],
      ["c", "d"],
    ];
    for (const text of ["a,b\nc,d", "a,b\nc,d\n", "a,b\r\nc,d\r\n", "\uFEFFa,b\nc,d"]) {
      assert.deepEqual(await rowsOf(text), rows);
    }
  });

  it("have no rows where there is no character", async () => {
    assert.deepEqual(await rowsOf(""), []);
    assert.deepEqual(await rowsOf("\n\r\n\na\n\n"), [["a"]]);
    assert.deepEqual(await rowsOf("   \n"), [["   "]]);
    assert.deepEqual(await rowsOf('""\n'), [[""]]);
    assert.deepEqual(await rowsOf(",,\n"), [["", "", ""]]);
  });

  it("may hold delimiters, line ends and quotes within quotes", async () => {
    assert.deepEqual(await rowsOf('"a,b","c\nd","e""f","g\r"\r\n'), [
      ["a,b", "c\nd", 'e"f', "g\r"],
    ]);
  });

  it("may hold quotes in the middle of a field", async () => {
    assert.deepEqual(await rowsOf(`it's 5" long,{"a"}`), [[`it's 5" long`, '{"a"}']]);
  });

  it("take what follows a backslash as it is", async () => {
    assert.deepEqual(await rowsOf('a\\,b,c\\\\d,\\"e,\\f'), [["a,b", "c\\d", '"e', "f"]]);
    assert.deepEqual(await rowsOf('"a\\"b",c'), [['a"b', "c"]]);
  });

  it("may have another delimiter", async () => {
    assert.deepEqual(await rowsOf('a|b,c|"d|e"', "|"), [["a", "b,c", "d|e"]]);
  });

  it("are refused where a quote is never closed, or a row never ends", async () => {
    await assert.rejects(rowsOf('a,"b\n'), DatasetError);
    await assert.rejects(rowsOf("x".repeat(2_000_000)), DatasetError);
  });
});
