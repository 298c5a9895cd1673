import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type pg from "pg";
import { type PostgresServer, startPostgres } from "../../../../test/support/postgres-server.ts";
import { openStore } from "../../open-store.ts";
import { CommitMarks, isStored, markStatement } from "./commit-marks.ts";
import { isUnheld } from "./failures.ts";
import { connect, queryPrepared } from "./pool.ts";

describe("the mark of a commit", () => {
  let server: PostgresServer;
  let writer: pg.Client;
  let other: pg.Client;

  before(async () => {
    server = await startPostgres();
    const url = await server.createDatabase();
    const store = await openStore({ dataDirectory: "", databaseUrl: url });
    await store.close();
    [writer, other] = [await connect(url), await connect(url)];
  });

  after(async () => {
    await Promise.all([writer.end(), other.end()]);
    await server.stop();
  });

  it("tells that it is stored, once after the other", async () => {
    const marks = new CommitMarks();
    for (let commit = 0; commit < 3; commit++) {
      const mark = marks.take();
      await queryPrepared(writer, markStatement(mark));
      assert.equal(await isStored(other, mark), true);
      marks.giveBack(mark);
    }
  });

  it("is waited for while its transaction is under way", async () => {
    const mark = new CommitMarks().take();
    await writer.query("begin");
    await queryPrepared(writer, markStatement(mark));
    const answer = isStored(other, mark);
    await writer.query("commit");
    assert.equal(await answer, true);
  });

  for (const [which, before] of [
    ["first", 0],
    ["second", 1],
  ] as const) {
    it(`is not left any more once it was missed, when it is the ${which} of its slot`, async () => {
      const marks = new CommitMarks();
      for (let commit = 0; commit < before; commit++) {
        const mark = marks.take();
        await queryPrepared(writer, markStatement(mark));
        marks.giveBack(mark);
      }
      const late = marks.take();
      assert.equal(await isStored(other, late), false);
      await assert.rejects(queryPrepared(writer, markStatement(late)), isUnheld);
      assert.equal(await isStored(other, late), false);
    });
  }
});
