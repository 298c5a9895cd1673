// Arrays in PostgreSQL's binary form: quoting texts inside of an array text costs more, on both sides.
// https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c (array_recv)

import { assert } from "../../../base/assert.ts";
import type { SqlValue } from "../../database.ts";
import type { ArrayType } from "./forms.ts";
import { encodeText } from "./text.ts";

/** https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const OIDS = { text: 25, bigint: 20 } as const;
const HEADER_BYTES = 20;
const TWO_TO_32 = 2 ** 32;

/** A column of rows as an array of one dimension. */
export function encodeArray(
  type: ArrayType,
  rows: readonly (readonly SqlValue[])[],
  column: number,
): Buffer {
  const values = rows.map((row) => row[column] ?? null);
  return type === "text" ? encodeTexts(values) : encodeIntegers(values);
}

function encodeTexts(values: readonly SqlValue[]): Buffer {
  const texts = values.map((value) => (value === null ? null : encodeText(String(value))));
  const sizes = texts.map((text) => (text === null ? 0 : Buffer.byteLength(text)));
  const bytes = sizes.reduce((sum, size) => sum + 4 + size, HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(bytes);
  let at = writeHeader(buffer, OIDS.text, values);
  texts.forEach((text, index) => {
    at = buffer.writeInt32BE(text === null ? -1 : (sizes[index] ?? 0), at);
    if (text !== null) at += buffer.write(text, at);
  });
  return buffer;
}

function encodeIntegers(values: readonly SqlValue[]): Buffer {
  const nulls = values.filter((value) => value === null).length;
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + 12 * values.length - 8 * nulls);
  let at = writeHeader(buffer, OIDS.bigint, values);
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : 8, at);
    if (value === null) continue;
    assert(Number.isSafeInteger(value), "a bigint is a safe integer");
    at = buffer.writeInt32BE(Math.floor(Number(value) / TWO_TO_32), at);
    at = buffer.writeUInt32BE(Number(value) >>> 0, at);
  }
  return buffer;
}

/** Dimensions, whether there are nulls, type, length, first index. Answers where the values begin. */
function writeHeader(buffer: Buffer, oid: number, values: readonly SqlValue[]): number {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(values.length, 12);
  return buffer.writeInt32BE(1, 16);
}
