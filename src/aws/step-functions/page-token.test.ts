import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ApiError } from "../api-error.ts";
import { readPage } from "./page-token.ts";

const NAMES = ["a", "b", "c", "d", "e"];

function page(nextToken?: string, listing: string[] = ["letters"], maxResults = 2) {
  return readPage(
    listing,
    { maxResults, ...(nextToken !== undefined && { nextToken }) },
    {
      read: async ({ after, limit }) =>
        NAMES.filter((name) => after === undefined || name > after).slice(0, limit),
      keyOf: (name) => name,
    },
  );
}

const isInvalidToken = (error: unknown) =>
  error instanceof ApiError &&
  error.code === "InvalidToken" &&
  error.message === "Invalid Token: 'Invalid token'";

describe("readPage()", () => {
  it("goes through all rows and gives the last page no token", async () => {
    const first = await page();
    const second = await page(first.nextToken);
    const third = await page(second.nextToken);
    assert.deepEqual([first.rows, second.rows, third.rows], [["a", "b"], ["c", "d"], ["e"]]);
    assert.equal(third.nextToken, undefined);
  });

  it("gives no token when the page is exactly full", async () => {
    assert.deepEqual(await page(undefined, ["letters"], 5), { rows: NAMES });
  });

  it("reads a hundred rows when asked for none", async () => {
    let seen = 0;
    await readPage(
      ["x"],
      { maxResults: 0 },
      {
        read: async ({ limit }) => {
          seen = limit;
          return [];
        },
        keyOf: String,
      },
    );
    assert.equal(seen, 101);
  });

  it("refuses tokens that are malformed, changed or of another listing", async () => {
    const { nextToken = "" } = await page();
    for (const token of ["x", "!", `${nextToken}A`, `B${nextToken.slice(1)}`, "ab".repeat(500)]) {
      await assert.rejects(page(token), isInvalidToken);
    }
    await assert.rejects(page(nextToken, ["numbers"]), isInvalidToken);
  });
});
