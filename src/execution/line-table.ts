// The lines of an execution that stand beside its progress: a table that is read where it is asked and
// remembers what has changed. A fork that is opened and closed again before anybody looks leaves no trace.
//
// Lines of a fork are numbered one after the other, so that closing it removes a range.

import type { Fork, Line } from "./state.ts";

/** The lines as they are stored. What is read must not change while a transition is computed. */
export interface Lines {
  findLine(line: number): Promise<Line | undefined>;
  /** Those with numbers from `first` to `last`, ascending. */
  listLines(first: number, last: number): Promise<readonly NumberedLine[]>;
  /** The fork that a line waits for. */
  findFork(line: number): Promise<Fork | undefined>;
}

export type NumberedLine = readonly [number: number, line: Line];

/** In the order in which they are to be made: what is closed comes first. */
export type LineChange =
  | { readonly kind: "removeLine"; readonly line: number }
  /** The fork goes, and so do the lines that began in it. */
  | {
      readonly kind: "closeFork";
      readonly line: number;
      readonly firstLine: number;
      readonly lastLine: number;
    }
  /** Sets it. `isNew`: nothing of it is stored yet. */
  | {
      readonly kind: "putFork";
      readonly line: number;
      readonly fork: Fork;
      readonly isNew: boolean;
    }
  | { readonly kind: "putLine"; readonly line: number; readonly value: Line };

export const NO_LINES: Lines = {
  findLine: async () => undefined,
  listLines: async () => [],
  findFork: async () => undefined,
};

export class LineTable implements Lines {
  readonly #stored: Lines;
  readonly #lines = new Map<number, Line>();
  readonly #forks = new Map<number, Fork>();
  /** Owners of forks that are not stored yet. */
  readonly #newForks = new Set<number>();
  readonly #removals: (RemovedLine | ClosedFork)[] = [];

  constructor(stored: Lines) {
    this.#stored = stored;
  }

  /** A line that this table itself knows. */
  peekLine(line: number): Line | undefined {
    return this.#lines.get(line);
  }

  async findLine(line: number): Promise<Line | undefined> {
    const known = this.#lines.get(line);
    return known || this.#isRemoved(line) ? known : this.#stored.findLine(line);
  }

  async listLines(first: number, last: number): Promise<readonly NumberedLine[]> {
    const found = new Map<number, Line>();
    for (const [number, line] of await this.#stored.listLines(first, last)) {
      if (!this.#isRemoved(number)) found.set(number, line);
    }
    for (const [number, line] of this.#lines) {
      if (number >= first && number <= last) found.set(number, line);
    }
    return [...found].sort(([left], [right]) => left - right);
  }

  async findFork(line: number): Promise<Fork | undefined> {
    const known = this.#forks.get(line);
    if (known) return known;
    const isClosed = this.#removals.some((each) => each.kind === "closeFork" && each.line === line);
    return isClosed ? undefined : this.#stored.findFork(line);
  }

  putLine(line: number, value: Line): void {
    this.#lines.set(line, value);
  }

  removeLine(line: number): void {
    this.#lines.delete(line);
    this.#removals.push({ kind: "removeLine", line });
  }

  openFork(line: number, fork: Fork): void {
    this.#newForks.add(line);
    this.#forks.set(line, fork);
  }

  putFork(line: number, fork: Fork): void {
    this.#forks.set(line, fork);
  }

  closeFork(line: number, firstLine: number, lastLine: number): void {
    for (let number = firstLine; number <= lastLine; number++) this.#lines.delete(number);
    this.#forks.delete(line);
    if (this.#newForks.delete(line)) return;
    this.#removals.push({ kind: "closeFork", line, firstLine, lastLine });
  }

  /** Takes over what another table, that stood on this one, has changed. */
  apply(changes: readonly LineChange[]): void {
    for (const change of changes) {
      if (change.kind === "putLine") this.putLine(change.line, change.value);
      else if (change.kind === "removeLine") this.removeLine(change.line);
      else if (change.kind === "closeFork") {
        this.closeFork(change.line, change.firstLine, change.lastLine);
      } else if (change.isNew) this.openFork(change.line, change.fork);
      else this.putFork(change.line, change.fork);
    }
  }

  changes(): readonly LineChange[] {
    return [
      ...this.#removals,
      ...[...this.#forks].map(([line, fork]): LineChange => {
        return { kind: "putFork", line, fork, isNew: this.#newForks.has(line) };
      }),
      ...[...this.#lines].map(([line, value]): LineChange => ({ kind: "putLine", line, value })),
    ];
  }

  #isRemoved(line: number): boolean {
    return this.#removals.some((each) =>
      each.kind === "removeLine"
        ? each.line === line
        : each.firstLine <= line && line <= each.lastLine,
    );
  }
}

type RemovedLine = Extract<LineChange, { kind: "removeLine" }>;
type ClosedFork = Extract<LineChange, { kind: "closeFork" }>;
