// What those outside were told.

import assert from "node:assert/strict";

/** `applied`: it counts. `refused`: somebody else's does, or their own of which they had not heard. */
export type Told = "applied" | "refused";

export interface Answer {
  /** What was answered or decided. */
  readonly value: string;
  readonly told: Told;
  /** A try before was never answered. */
  readonly wasInDoubt: boolean;
}

export interface Ledger {
  /** The ARNs of the executions whose start was acknowledged, by name. */
  readonly started: Map<string, string>;
  /** What callers answered, by the name of the execution. */
  readonly answers: Map<string, Answer[]>;
  /** What approvers decided, by the name of the execution. */
  readonly decisions: Map<string, Answer[]>;
  /** What the function has answered, by the name of the execution. */
  readonly calls: Map<string, number[]>;
}

export function createLedger(): Ledger {
  return { started: new Map(), answers: new Map(), decisions: new Map(), calls: new Map() };
}

export function note<Value>(entries: Map<string, Value[]>, name: string, value: Value): void {
  const known = entries.get(name);
  if (known) known.push(value);
  else entries.set(name, [value]);
}

/** At most one of the rivals was told that theirs counts, and it does. */
export function verifyRivals(name: string, rivals: readonly Answer[], taken: string): void {
  const applied = rivals.filter(({ told }) => told === "applied").map(({ value }) => value);
  assert.ok(applied.length <= 1, `${name}: ${applied.join(" and ")} were both acknowledged`);
  const known = rivals.filter(({ value }) => value === taken);
  assert.equal(known.length, 1, `${name} has taken what nobody answered: ${taken}`);
  if (applied.length === 1) assert.equal(taken, applied[0], `${name} has taken what counts`);
  else assert.ok(known[0]?.wasInDoubt, `${name} has taken what was refused`);
}
