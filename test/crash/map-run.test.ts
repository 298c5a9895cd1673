// kill -9 while a Map Run reads its items, runs its child executions and writes their results: no item is
// lost, and none is worked on twice.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { type Call, createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

const KILLS = 10;
const ITEMS = 2_000;

/** Every seventh item takes a moment; the others are over at once. */
const DEFINITION = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      Label: "Lines",
      MaxConcurrency: 100,
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSONL" },
        Parameters: { Bucket: "the-items", Key: "items.jsonl" },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Which",
        States: {
          Which: {
            Type: "Choice",
            Choices: [{ Variable: "$.isSlow", BooleanEquals: true, Next: "Wait" }],
            Default: "Done",
          },
          Wait: { Type: "Wait", Seconds: 1, Next: "Done" },
          Done: { Type: "Pass", Parameters: { "n.$": "$.n" }, End: true },
        },
      },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: "the-items", Prefix: "results" },
        WriterConfig: { Transformation: "COMPACT", OutputType: "JSON" },
      },
      End: true,
    },
  },
};

describe("a Map Run while the server is killed", () => {
  const directory = mkdtempSync(join(tmpdir(), "countersign-map-run-"));
  const folder = join(directory, "bucket");
  const options = { flags: ["--buckets", `the-items=${folder}`] };
  let server: ServerProcess;

  after(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("works on every item once", async () => {
    mkdirSync(folder);
    const lines = Array.from({ length: ITEMS }, (_, n) =>
      JSON.stringify({ n, isSlow: n % 7 === 0 }),
    );
    writeFileSync(join(folder, "items.jsonl"), lines.join("\n"));
    server = await startServerProcess(directory, options);
    const executionArn = await start();
    for (let kill = 0; kill < KILLS; kill++) {
      await delay(20 + Math.random() * 300);
      await server.kill();
      server = await startServerProcess(directory, options);
    }
    await verify(executionArn);
  });

  async function start(): Promise<string> {
    const { call } = createClient([server.url], 1);
    const definition = JSON.stringify(DEFINITION);
    const roleArn = "arn:aws:iam::000000000000:role/r";
    const created = await must(call, "CreateStateMachine", { name: "lines", definition, roleArn });
    const { stateMachineArn } = created;
    const started = await must(call, "StartExecution", { stateMachineArn, input: "{}" });
    return String(started["executionArn"]);
  }

  async function verify(executionArn: string): Promise<void> {
    const { call } = createClient([server.url], 1);
    const output = await outputOf(call, executionArn);
    const { MapRunArn: mapRunArn, ResultWriterDetails: details } = JSON.parse(output);
    const manifest = JSON.parse(readFileSync(join(folder, details.Key), "utf8"));
    assert.deepEqual(manifest.ResultFiles.FAILED, []);
    const files = (manifest.ResultFiles.SUCCEEDED as { Key: string }[]).map(({ Key }) => Key);
    const results = files.flatMap((key) => JSON.parse(readFileSync(join(folder, key), "utf8")));
    assert.deepEqual(
      results.map(({ n }: { n: number }) => n),
      lines(ITEMS),
    );
    assert.equal(await countChildren(call, mapRunArn), ITEMS);
    const described = await must(call, "DescribeMapRun", { mapRunArn });
    const { succeeded, total, resultsWritten } = described["itemCounts"] as Record<string, number>;
    assert.deepEqual([succeeded, total, resultsWritten], [ITEMS, ITEMS, ITEMS]);
  }
});

function lines(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

async function outputOf(call: Call, executionArn: string): Promise<string> {
  for (;;) {
    const { status, output, cause } = await must(call, "DescribeExecution", { executionArn });
    if (status === "SUCCEEDED") return String(output);
    assert.equal(status, "RUNNING", String(cause));
    await delay(50);
  }
}

async function countChildren(call: Call, mapRunArn: string): Promise<number> {
  let count = 0;
  let nextToken: unknown;
  do {
    const page = { mapRunArn, maxResults: 1_000, ...(nextToken ? { nextToken } : {}) };
    const listed = await must(call, "ListExecutions", page);
    count += (listed["executions"] as unknown[]).length;
    nextToken = listed["nextToken"];
  } while (nextToken);
  return count;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
