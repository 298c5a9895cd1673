import assert from "node:assert/strict";
import { test } from "node:test";
import { parseStoreConfig } from "./parse-store-config.ts";

const URL = "postgres://me:secret@db.example.com/approvals";
const VARIABLES = { COUNTERSIGN_DATA: "/data", COUNTERSIGN_DATABASE_URL: URL };

test("the database is that of the server: flags, variables, or the folder here", () => {
  const here = { dataDirectory: "./.countersign", databaseUrl: undefined };
  assert.deepEqual(parseStoreConfig({}, {}), { config: here });
  assert.deepEqual(parseStoreConfig({}, VARIABLES), {
    config: { dataDirectory: "/data", databaseUrl: URL },
  });
  assert.deepEqual(parseStoreConfig({ "database-url": URL }, {}), {
    config: { ...here, databaseUrl: URL },
  });
});

test("a folder that is asked for wins over the variable of a PostgreSQL", () => {
  assert.deepEqual(parseStoreConfig({ data: "/old" }, VARIABLES), {
    config: { dataDirectory: "/old", databaseUrl: undefined },
  });
});

test("two databases are a mistake, and so is a URL of something else; secrets are not repeated", () => {
  const both = parseStoreConfig({ data: "/old", "database-url": URL }, {});
  assert.match(JSON.stringify(both), /give one of them/);
  const wrong = parseStoreConfig({ "database-url": "mysql://me:secret@db" }, {});
  assert.match(JSON.stringify(wrong), /must look like postgres:/);
  assert.doesNotMatch(JSON.stringify(wrong), /secret/);
  assert.match(JSON.stringify(parseStoreConfig({ data: "" }, {})), /must name a folder/);
});

test("settings that only a server needs are left alone", () => {
  assert.ok("config" in parseStoreConfig({}, { COUNTERSIGN_HOST: "0.0.0.0" }));
});
