// One transaction on one connection, in as few round trips as possible. There are two ways. Nearly always
// all guards hold, and then it is one message: whatever does not hold fails the transaction. Otherwise what
// guards say decides what is sent next, which takes two round trips.

import type { StatementUnit } from "../../database.ts";
import { StoreError } from "../../store-error.ts";
import { type CommitMark, markStatement } from "./commit-marks.ts";
import { isUnheld } from "./failures.ts";
import { guardsOrFail, type Sending, sendGuards, statementsOf } from "./group-statements.ts";
import { queryPrepared } from "./pool.ts";
import { type Group, groupsOf, roundsOf } from "./rounds.ts";
import { runBatch } from "./statement-batch.ts";

export interface Writing extends Sending {
  readonly mark: CommitMark;
  /** From now on only the server knows whether it is stored; `isWritten` holds if it is. */
  committing(isWritten: readonly boolean[]): void;
}

/** Writes units whose guards all hold; answers `false`, and has written nothing, when one does not. */
export async function writeUnitsAtOnce(
  writing: Writing,
  units: readonly StatementUnit[],
): Promise<boolean> {
  const { pipeline, mark } = writing;
  const batch = [markStatement(mark)];
  for (const round of roundsOf(units)) {
    for (const group of groupsOfRound(units, round, "guards")) {
      batch.push(...(await guardsOrFail(writing, group)));
    }
    for (const group of groupsOfRound(units, round, "statements")) {
      batch.push(...(await statementsOf(writing, group)));
    }
  }
  writing.committing(units.map(() => true));
  try {
    await pipeline.send((client) => runBatch(client, batch));
    return true;
  } catch (error) {
    if (isUnheld(error)) return false;
    throw error;
  }
}

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
  pipeline.send((client) => queryPrepared(client, markStatement(mark)));
  for (const round of roundsOf(units)) {
    const held = await holdGuards(writing, units, round);
    for (const unit of held) isWritten[unit] = true;
    for (const group of groupsOfRound(units, held, "statements")) {
      for (const statement of await statementsOf(writing, group)) {
        pipeline.send((client) => queryPrepared(client, statement));
      }
    }
  }
  writing.committing(isWritten);
  await commit(writing);
  return isWritten;
}

async function commit({ pipeline }: Writing): Promise<void> {
  const answer = pipeline.send((client) => client.query("commit"));
  await pipeline.settled();
  // The server ends a transaction that has failed with the same message and another word.
  const { command } = await answer;
  if (command !== "COMMIT") throw new StoreError(`the server answered ${command} to a commit`);
}

function groupsOfRound(
  units: readonly StatementUnit[],
  round: readonly number[],
  part: "guards" | "statements",
): readonly Group[] {
  return groupsOf(round.map((unit) => ({ unit, statements: units[unit]?.[part] ?? [] })));
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
    const heldCounts = await countHeld(writing, groupsOfRound(units, candidates, "guards"));
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
    answers.push({ group, sent: await sendGuards(writing, group) });
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
