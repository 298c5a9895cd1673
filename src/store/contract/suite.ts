import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Change } from "../change.ts";
import type { Store, UnitOutcome } from "../store.ts";

/** Tests by their names, each of which gets a store of its own, empty. */
export type Contract = Readonly<Record<string, (store: Store) => Promise<void>>>;

export function describeContract(
  name: string,
  contract: Contract,
  open: () => Promise<Store>,
): void {
  describe(name, () => {
    for (const [sentence, run] of Object.entries(contract)) {
      test(sentence, () => withStore(open, run));
    }
  });
}

async function withStore(
  open: () => Promise<Store>,
  run: (store: Store) => Promise<void>,
): Promise<void> {
  const store = await open();
  try {
    await run(store);
  } finally {
    await store.close();
  }
}

/** Commits one unit and answers what became of it. */
export async function outcomeOf(store: Store, ...unit: Change[]): Promise<UnitOutcome | undefined> {
  const [outcome] = await store.commit([unit]);
  return outcome;
}

/** Commits one unit that must not be refused. */
export async function write(store: Store, ...unit: Change[]): Promise<void> {
  assert.equal(await outcomeOf(store, ...unit), "committed");
}

/** All rows of a list, read page by page; fails when a page is longer than asked for. */
export async function readPages<Row>(
  list: (page: { readonly after?: string; readonly limit: number }) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
  limit: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const last = rows.at(-1);
    const page = await list(last === undefined ? { limit } : { after: keyOf(last), limit });
    assert.ok(page.length <= limit, "a page is not longer than its limit");
    rows.push(...page);
    if (page.length < limit) return rows;
  }
}
