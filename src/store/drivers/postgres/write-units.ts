// One transaction on one connection, in as few round trips as possible: statements are sent without
// waiting for the answers to those before them. It waits only for what guards say, since that decides
// what is sent next; so a commit of guarded units takes two round trips, however many units there are.

import type { SqlValue, StatementUnit } from "../../database.ts";
import { StoreError } from "../../store-error.ts";
import { encodeArray } from "./arrays.ts";
import { type CommitMark, leaveMark } from "./commit-marks.ts";
import { formOf, guardKey, overArrays } from "./forms.ts";
import type { Pipeline } from "./pipeline.ts";
import { query, queryPrepared } from "./pool.ts";
import { type Group, groupsOf, roundsOf } from "./rounds.ts";
import type { ParameterTypes } from "./types.ts";

export interface Writing {
  readonly pipeline: Pipeline;
  readonly types: ParameterTypes;
  readonly mark: CommitMark;
  /** From now on only the server knows whether it is stored; `isWritten` holds if it is. */
  committing(isWritten: readonly boolean[]): void;
}

/** Bound a single message to the server, which takes 1 GB at most. */
const ROWS_MAX = 1_000;
const LETTERS_MAX = 32 * 1024 * 1024;

/** Writes units in order; answers for each whether its guards held. */
export async function writeUnits(
  writing: Writing,
  units: readonly StatementUnit[],
): Promise<readonly boolean[]> {
  const { pipeline } = writing;
  try {
    return await writeInOrder(writing, units);
  } catch (error) {
    throw await pipeline.firstFailure(error);
  }
}

async function writeInOrder(
  writing: Writing,
  units: readonly StatementUnit[],
): Promise<readonly boolean[]> {
  const { pipeline, mark } = writing;
  const isWritten = units.map(() => false);
  pipeline.send((client) => client.query("begin"));
  const marked = pipeline.send((client) => leaveMark(client, mark));
  for (const round of roundsOf(units)) {
    const held = await holdGuards(writing, units, round);
    for (const unit of held) isWritten[unit] = true;
    const statements = held.map((unit) => ({ unit, statements: units[unit]?.statements ?? [] }));
    for (const group of groupsOf(statements)) await sendGroup(writing, group);
  }
  await marked;
  writing.committing(isWritten);
  const commit = pipeline.send((client) => client.query("commit"));
  await pipeline.settled();
  // The server ends a transaction that has failed with the same message and another word.
  const { command } = await commit;
  if (command !== "COMMIT") throw new StoreError(`the server answered ${command} to a commit`);
  return isWritten;
}

/** Runs the guards of a round and answers the units all of whose guards held; the others wrote nothing. */
async function holdGuards(
  writing: Writing,
  units: readonly StatementUnit[],
  round: readonly number[],
): Promise<readonly number[]> {
  const { pipeline } = writing;
  const guardsOf = (unit: number) => units[unit]?.guards ?? [];
  const mayBePartial = round.some((unit) => guardsOf(unit).length > 1);
  if (mayBePartial) pipeline.send((client) => client.query("savepoint guards"));
  for (let candidates = round; ; ) {
    const guards = candidates.map((unit) => ({ unit, statements: guardsOf(unit) }));
    const heldCounts = await countHeld(writing, groupsOf(guards));
    const heldOf = (unit: number) => heldCounts.get(unit) ?? 0;
    const isHeld = (unit: number) => heldOf(unit) === guardsOf(unit).length;
    const isPartial = (unit: number) => heldOf(unit) > 0 && !isHeld(unit);
    if (!candidates.some(isPartial)) return candidates.filter(isHeld);
    // Those that held in part have written in part: all is done again without them.
    pipeline.send((client) => client.query("rollback to savepoint guards"));
    candidates = candidates.filter((unit) => !isPartial(unit));
  }
}

/** For each unit, how many of its guards changed their one row. */
async function countHeld(
  writing: Writing,
  groups: readonly Group[],
): Promise<ReadonlyMap<number, number>> {
  const answers = [];
  for (const group of groups) {
    answers.push({ group, sent: await sendGroup(writing, group, "guard") });
  }
  const counts = new Map<number, number>();
  for (const { group, sent } of answers) {
    const isHeld = (await Promise.all(sent)).flat();
    group.units.forEach((unit, index) => {
      if (isHeld[index]) counts.set(unit, (counts.get(unit) ?? 0) + 1);
    });
  }
  return counts;
}

/** Sends the rows of a group, together where that can be; as guards it promises which of them held. */
async function sendGroup(
  { pipeline, types }: Writing,
  { sql, rows }: Group,
  purpose: "guard" | "statement" = "statement",
): Promise<Promise<boolean[]>[]> {
  const { many } = formOf(sql);
  const arrayTypes = many && rows.length > 1 ? await types.find(pipeline, sql) : undefined;
  if (!many || !arrayTypes) {
    return rows.map((params) =>
      pipeline.send(async (client) => [(await query(client, sql, params)).rowCount === 1]),
    );
  }
  const text = overArrays(many, arrayTypes, purpose === "guard");
  return slicesOf(rows).map((slice) =>
    pipeline.send(async (client) => {
      const arrays = arrayTypes.map((type, column) => encodeArray(type, slice, column));
      const written = await queryPrepared<{ key: SqlValue }>(client, text, arrays);
      const keys = new Set(written.rows.map(({ key }) => key));
      return slice.map((row, place) => keys.has(guardKey(many, row, place)));
    }),
  );
}

function slicesOf(rows: Group["rows"]): Group["rows"][] {
  const found: Group["rows"][] = [];
  let letters = 0;
  for (const row of rows) {
    const own = row.reduce<number>((sum, it) => sum + String(it).length, 0);
    const last = found.at(-1);
    if (last && last.length < ROWS_MAX && letters + own <= LETTERS_MAX) {
      last.push(row);
      letters += own;
    } else {
      found.push([row]);
      letters = own;
    }
  }
  return found;
}
