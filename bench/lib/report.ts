// The figures of a run: as one table for people, and as JSON for the next run to be compared with.

import { cpus, release, totalmem } from "node:os";
import type { Figures } from "./approval-system.ts";
import { median } from "./measure.ts";

/** What was measured, system by system, once per round. */
export type Rounds = Map<string, Figures[]>;

/** A column that is one system divided by another, round by round. */
export interface Ratio {
  readonly of: string;
  readonly to: string;
}

export interface Report {
  readonly at: string;
  readonly machine: object;
  readonly options: object;
  /** Medians over the rounds. */
  readonly systems: Record<string, Figures>;
  readonly ratios: Record<string, Figures>;
  readonly rounds: Record<string, readonly Figures[]>;
}

export function addRound(rounds: Rounds, system: string, figures: Figures): void {
  const earlier = rounds.get(system) ?? [];
  rounds.set(system, [...earlier, figures]);
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${format(value)}`);
  console.error(`${system}: ${shown.join(", ")}`);
}

export function createReport(rounds: Rounds, ratios: readonly Ratio[], options: object): Report {
  const systems = Object.fromEntries(
    [...rounds].map(([system, each]) => [system, mediansOf(each)]),
  );
  const present = ratios.filter(({ of, to }) => rounds.has(of) && rounds.has(to));
  return {
    at: new Date().toISOString(),
    machine: describeMachine(),
    options,
    systems,
    ratios: Object.fromEntries(
      present.map(({ of, to }) => [
        `${of} ÷ ${to}`,
        mediansOf(divideRounds(rounds.get(of) ?? [], rounds.get(to) ?? [])),
      ]),
    ),
    rounds: Object.fromEntries(rounds),
  };
}

/** The systems, and below them how they compare. */
export function printReport({ systems, ratios }: Report): void {
  printTable(systems);
  if (Object.keys(ratios).length === 0) return;
  console.log();
  printTable(ratios);
}

function printTable(columns: Readonly<Record<string, Figures>>): void {
  const names = new Set(Object.values(columns).flatMap((figures) => Object.keys(figures)));
  const head = ["", ...Object.keys(columns)];
  const rows = [...names].map((name) => [
    name,
    ...Object.values(columns).map((figures) => format(figures[name])),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join("  "));
  }
}

function mediansOf(rounds: readonly Figures[]): Figures {
  const names = new Set(rounds.flatMap((figures) => Object.keys(figures)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = rounds.map((figures) => figures[name]).filter((it) => it !== undefined);
      return [name, median(values)];
    }),
  );
}

/** Rounds that ran one after the other belong together. */
function divideRounds(of: readonly Figures[], to: readonly Figures[]): Figures[] {
  return of.map((figures, round) => {
    const others = to[round] ?? {};
    const both = Object.keys(figures).filter((name) => others[name] !== undefined);
    return Object.fromEntries(
      both.map((name) => [name, (figures[name] ?? 0) / (others[name] ?? 0)]),
    );
  });
}

function format(value: number | undefined): string {
  if (value === undefined) return "–";
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(3);
}

export function describeMachine() {
  const [cpu] = cpus();
  return {
    processors: `${cpus().length} × ${cpu?.model.trim()}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
  };
}
