// Units as they go to another thread: one flat list, which is copied in a fraction of the time that as many
// small objects take. The text of a statement goes along once; after that its number stands for it.
//
//   unit:      number of guards, number of statements, then each of them
//   statement: number of its text, number of parameters, then each of them

import { defined } from "../../../base/assert.ts";
import type { SqlValue, Statement } from "../../database.ts";
import type { Writing } from "./write-units.ts";

export interface PackedUnits {
  /** Those that are new, in the order of their numbers. */
  readonly texts: readonly string[];
  readonly cells: readonly SqlValue[];
}

/** Packs for a reader that gets everything that is packed, in order. */
export function createPacker(): (units: readonly Writing[]) => PackedUnits {
  const numbers = new Map<string, number>();
  return (units) => {
    const texts: string[] = [];
    const cells: SqlValue[] = [];
    const add = ({ sql, params }: Statement) => {
      let number = numbers.get(sql);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(sql, number);
        texts.push(sql);
      }
      cells.push(number, params.length);
      for (const param of params) cells.push(param);
    };
    for (const { guards, statements } of units) {
      cells.push(guards.length, statements.length);
      for (const guard of guards) add(guard);
      for (const statement of statements) add(statement);
    }
    return { texts, cells };
  };
}

export function createUnpacker(): (packed: PackedUnits) => Iterable<Writing> {
  const texts: string[] = [];
  return (packed) => {
    for (const text of packed.texts) texts.push(text);
    return unpack(texts, packed.cells);
  };
}

function* unpack(
  texts: readonly string[],
  cells: readonly SqlValue[],
): Generator<Writing, void, undefined> {
  let at = 0;
  const takeNumber = () => cells[at++] as number;
  const takeStatement = (): Statement => {
    const sql = defined(texts[takeNumber()], "the text of a statement");
    const from = at + 1;
    at = from + takeNumber();
    return { sql, params: cells.slice(from, at) };
  };
  while (at < cells.length) {
    const guards = takeNumber();
    const statements = takeNumber();
    yield {
      guards: Array.from({ length: guards }, takeStatement),
      statements: Array.from({ length: statements }, takeStatement),
    };
  }
}
