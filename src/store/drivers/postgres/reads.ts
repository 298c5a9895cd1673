// Reads that are asked for in one turn of the event loop go out together: a message to the server costs more
// than finding a row by its key. Those that ask the same are asked once; those of the same text become one
// statement over all their parameters.

import type { SqlValue } from "../../database.ts";
import { encodeArray } from "./arrays.ts";
import { isLoss, storeError } from "./failures.ts";
import { readOverArrays } from "./forms.ts";
import { Pipeline } from "./pipeline.ts";
import { type Client, query, queryArrays } from "./pool.ts";
import type { ParameterTypes } from "./types.ts";

interface Read {
  readonly params: readonly SqlValue[];
  readonly answer: Promise<object[]>;
  readonly resolve: (rows: Promise<object[]>) => void;
}

/** Those of one text. */
interface ReadGroup {
  readonly sql: string;
  readonly reads: readonly Read[];
}

export interface ReadsOptions {
  readonly types: ParameterTypes;
  /** Runs something on a connection, again where that is lost. */
  readonly onConnection: <T>(act: (client: Client) => Promise<T>) => Promise<T>;
}

/** Reads of many rows keep nobody waiting but themselves. */
const MANY_ROWS = /\blimit \?|\bcount\(/;

export class PostgresReads {
  readonly #options: ReadsOptions;
  /** By text, and then by parameters. */
  #waiting = new Map<string, Map<string, Read>>();

  constructor(options: ReadsOptions) {
    this.#options = options;
  }

  /** The rows may be those of another caller and must not be changed. */
  read(sql: string, params: readonly SqlValue[]): Promise<object[]> {
    // After the poll phase: every request that has already arrived gets in.
    if (this.#waiting.size === 0) setImmediate(() => this.#send());
    let reads = this.#waiting.get(sql);
    if (reads === undefined) {
      reads = new Map();
      this.#waiting.set(sql, reads);
    }
    const key = JSON.stringify(params);
    let read = reads.get(key);
    if (read === undefined) {
      const { promise, resolve } = Promise.withResolvers<object[]>();
      read = { params, answer: promise, resolve };
      reads.set(key, read);
    }
    return read.answer;
  }

  #send(): void {
    const { types, onConnection } = this.#options;
    const groups = [...this.#waiting].map(([sql, reads]) => ({ sql, reads: [...reads.values()] }));
    this.#waiting = new Map();
    for (const shared of sharingConnections(groups)) {
      const outcomes = onConnection((client) => runAll(client, types, shared));
      const reads = shared.flatMap((group) => group.reads);
      for (const [index, { resolve }] of reads.entries()) {
        resolve(outcomes.then((all) => rowsOf(all[index])));
      }
    }
  }
}

/** What shares a connection, where one waits for the other. */
function sharingConnections(groups: readonly ReadGroup[]): readonly (readonly ReadGroup[])[] {
  const short = groups.filter(({ sql }) => !MANY_ROWS.test(sql));
  const alone = groups
    .filter(({ sql }) => MANY_ROWS.test(sql))
    .flatMap(({ sql, reads }) => reads.map((read) => [{ sql, reads: [read] }]));
  return short.length === 0 ? alone : [short, ...alone];
}

type Outcome = PromiseSettledResult<object[]>;

/**
 * Answers in the order of the groups and of what is in them.
 * @throws when the connection is lost; what is wrong with a single read is in its outcome.
 */
async function runAll(
  client: Client,
  types: ParameterTypes,
  groups: readonly ReadGroup[],
): Promise<readonly Outcome[]> {
  const pipeline = new Pipeline(client);
  // Asked for when all are sent: what nobody waits for yet must not fail unheard.
  const answers: (() => Promise<object[]>)[] = [];
  for (const group of groups) {
    const found = await sendTogether(pipeline, types, group);
    for (const index of group.reads.keys()) answers.push(() => found(index));
  }
  const outcomes = await Promise.allSettled(answers.map((answer) => answer()));
  const lost = outcomes.find((it) => it.status === "rejected" && isLoss(it.reason));
  if (lost?.status === "rejected") throw lost.reason;
  return outcomes;
}

/** Sends reads of one text; answers where to find the rows of each. */
async function sendTogether(
  pipeline: Pipeline,
  types: ParameterTypes,
  { sql, reads }: ReadGroup,
): Promise<(index: number) => Promise<object[]>> {
  const arrayTypes = reads.length > 1 ? await types.find(pipeline, sql) : undefined;
  if (!arrayTypes || arrayTypes.length === 0) {
    const sent = reads.map(({ params }) =>
      pipeline.send(async (client) => (await query(client, sql, params)).rows),
    );
    return async (index) => sent[index] ?? [];
  }
  const rows = reads.map(({ params }) => params);
  const arrays = arrayTypes.map((type, column) => encodeArray(type, rows, column));
  const sent = pipeline.send(async (client) =>
    byPlace(await queryArrays(client, readOverArrays(sql, arrayTypes), arrays)),
  );
  return async (index) => (await sent).get(index + 1) ?? [];
}

/** The rows for each place, which their first column holds. */
function byPlace({
  columns,
  rows,
}: Awaited<ReturnType<typeof queryArrays>>): Map<number, object[]> {
  const found = new Map<number, object[]>();
  for (const values of rows) {
    const row: Record<string, unknown> = {};
    for (let column = 1; column < columns.length; column++) {
      row[columns[column] ?? ""] = values[column];
    }
    const place = Number(values[0]);
    const others = found.get(place);
    if (others) others.push(row);
    else found.set(place, [row]);
  }
  return found;
}

function rowsOf(outcome: Outcome | undefined): object[] {
  if (outcome?.status === "rejected") throw storeError("read", outcome.reason);
  return outcome?.value ?? [];
}
