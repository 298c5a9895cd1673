// What AWS itself has answered, replayed against the server. The recorded cases and their runner are kept
// beside this repository; without them there is nothing to replay. What differs, and why: README.md.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../support/postgres-server.ts";
import { startServerProcess } from "../support/server-process.ts";
import { EXCEPTIONS } from "./exceptions.ts";

const RUNNER =
  process.env["COUNTERSIGN_CONFORMANCE"] ??
  fileURLToPath(new URL("../../../shared/conformance/run.mjs", import.meta.url));

/** Cases of these categories need nothing but the server itself. */
const CATEGORIES = "pure,test_state,states";
/** Level 3 compares every id, detail and word of a history; the levels below it the result and the events. */
const FULL_DETAIL_SHARE_MIN = 0.97;
/** Cases that wait longer in real time are left to a run by hand. */
const WAIT_SECONDS_MAX = 5;

interface CaseResult {
  readonly id: string;
  readonly L1: boolean;
  readonly L2: boolean;
  readonly L3: boolean;
}

const skip = !existsSync(RUNNER);

test("answers as AWS did when it was recorded", { skip }, async () => {
  await replay([]);
});

test("answers as AWS did with its data in PostgreSQL", { skip }, async () => {
  const postgres = await startPostgres();
  try {
    await replay(["--database-url", await postgres.createDatabase()]);
  } finally {
    await postgres.stop();
  }
});

/** Plays the cases to a server with these flags, and compares its answers with the recorded ones. */
async function replay(flags: readonly string[]): Promise<void> {
  const results = (await play(flags)).filter(({ id }) => !(shortName(id) in EXCEPTIONS));
  assert.deepEqual(
    results.filter(({ L2 }) => !L2).map(({ id }) => shortName(id)),
    [],
  );
  const share = results.filter(({ L3 }) => L3).length / results.length;
  assert.ok(share >= FULL_DETAIL_SHARE_MIN, `${(share * 100).toFixed(1)} % agree in every detail`);
}

async function play(flags: readonly string[]): Promise<readonly CaseResult[]> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-conformance-"));
  const awsPort = await freePort();
  const aws = { AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`, ...AWS_CREDENTIALS };
  const server = await startServerProcess(join(folder, "data"), { environment: aws, flags });
  const report = join(folder, "report.json");
  try {
    await run([
      ...["--endpoint", server.url, "--lambda-port", `${awsPort}`, "--set", "dev"],
      ...["--category", CATEGORIES, "--skip-slower-than", `${WAIT_SECONDS_MAX}`],
      ...["--max-wait", "15", "--report", report],
    ]);
    const { results } = JSON.parse(await readFile(report, "utf8")) as { results: CaseResult[] };
    return results;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

const AWS_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "us-east-1",
};

function run(flags: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [RUNNER, ...flags], { stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** `test_parallel_state[PARALLEL_STATE]` of a case's long id. */
function shortName(id: string): string {
  return id.slice(id.lastIndexOf("::") + 2);
}
