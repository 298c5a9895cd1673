// In which order the units of one transaction are written, so that many of them go together and the
// outcome is that of writing one after the other. Pure: it decides, `write-units.ts` acts.
//
// A round holds units without a subject in common. Inside of a round, statements of the same text become
// a group, which is one statement to the database; the statements of a unit keep their order.

import type { SqlValue, Statement, StatementUnit } from "../../database.ts";
import { formOf, rowKeyOf } from "./forms.ts";

/** The rows of one text. */
export interface Group {
  readonly sql: string;
  /** Parameters. Different rows of the database, where the text can be written over arrays. */
  readonly rows: (readonly SqlValue[])[];
  /** For each row the unit that it belongs to. */
  readonly units: number[];
}

/** Places of units, first round first. */
export function roundsOf(units: readonly StatementUnit[]): readonly (readonly number[])[] {
  const rounds: number[][] = [];
  const nextRoundOf = new Map<string, number>();
  let firstRound = 0;
  units.forEach(({ subjects }, unit) => {
    let round = subjects === undefined ? rounds.length : firstRound;
    for (const it of subjects ?? []) round = Math.max(round, nextRoundOf.get(it) ?? 0);
    for (const it of subjects ?? []) nextRoundOf.set(it, round + 1);
    if (subjects === undefined) firstRound = round + 1;
    rounds[round] ??= [];
    rounds[round]?.push(unit);
  });
  return rounds;
}

/** @param units Without a subject in common. */
export function groupsOf(
  units: readonly { readonly unit: number; readonly statements: readonly Statement[] }[],
): readonly Group[] {
  const groups: Group[] = [];
  const placesOf = new Map<string, number[]>();
  for (const { unit, statements } of units) {
    const ownRows = new Map<number, Set<string>>();
    let place = 0;
    for (const { sql, params } of statements) {
      const { many } = formOf(sql);
      const key = many && rowKeyOf(many, params);
      const isFree = (it: number) =>
        it >= place && !(key !== undefined && ownRows.get(it)?.has(key));
      place = placesOf.get(sql)?.find(isFree) ?? openGroup(sql);
      groups[place]?.rows.push(params);
      groups[place]?.units.push(unit);
      if (key !== undefined) ownRows.set(place, (ownRows.get(place) ?? new Set()).add(key));
    }
  }
  return groups;

  function openGroup(sql: string): number {
    const place = groups.push({ sql, rows: [], units: [] }) - 1;
    placesOf.set(sql, [...(placesOf.get(sql) ?? []), place]);
    return place;
  }
}
