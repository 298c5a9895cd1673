// The least that a durable approval can cost in Node: a bare HTTP server that writes, in groups, as many
// rows of the same sizes as Countersign does, and knows nothing of workflows. No checks, no definitions, no
// signatures, no timers, no reads: a limit, not a product.
//
//   node bench/ceilings/serve-ceiling.ts --writes JSON (--folder FOLDER | --database-url URL)

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openPostgresRows } from "./postgres-rows.ts";
import { type Row, rowsOf, tablesOf } from "./rows.ts";
import { openSqliteRows } from "./sqlite-rows.ts";
import type { Writes } from "./trace-writes.ts";

const { values: options } = parseArgs({
  options: {
    writes: { type: "string", default: "{}" },
    folder: { type: "string", default: "." },
    "database-url": { type: "string" },
  },
});
const writes = JSON.parse(options.writes) as Writes;
const databaseUrl = options["database-url"];
const store =
  databaseUrl === undefined
    ? openSqliteRows(join(options.folder, "ceiling.db"), tablesOf(writes))
    : await openPostgresRows(databaseUrl, tablesOf(writes));
const GROUPS_IN_FLIGHT = databaseUrl === undefined ? 1 : 3;
const GROUP_MAX = 1_000;

let waiting: { readonly rows: readonly Row[]; readonly resolve: () => void }[] = [];
let inFlight = 0;
let lastExecution = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    void answer(request, Buffer.concat(chunks).toString()).then((body) => {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "content-length": Buffer.byteLength(body),
      };
      response.writeHead(200, headers).end(body);
    });
  });
});
server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

async function answer(request: IncomingMessage, body: string): Promise<string> {
  const input = JSON.parse(body);
  switch (String(request.headers["x-amz-target"]).split(".")[1]) {
    case "StartExecution": {
      JSON.parse(input.input);
      const execution = ++lastExecution;
      await commit(rowsOf(execution, writes[input.stateMachineArn as keyof Writes]));
      const token = String(execution).padStart(60, "0");
      return JSON.stringify({ executionArn: token, startDate: Date.now() / 1000 });
    }
    case "SendTaskSuccess":
      JSON.parse(input.output);
      // One row of a table is there from the start.
      await commit(rowsOf(Number(input.taskToken), writes.answer, 1));
      return "{}";
    default:
      return JSON.stringify({ events: `TOKEN:${input.executionArn}` });
  }
}

function commit(rows: readonly Row[]): Promise<void> {
  return new Promise((resolve) => {
    waiting.push({ rows, resolve });
    if (waiting.length === 1) setImmediate(writeGroups);
  });
}

function writeGroups(): void {
  while (waiting.length > 0 && inFlight < GROUPS_IN_FLIGHT) {
    const group = waiting.slice(0, GROUP_MAX);
    waiting = waiting.slice(GROUP_MAX);
    inFlight++;
    void store.write(group.flatMap(({ rows }) => rows)).then(() => {
      inFlight--;
      for (const { resolve } of group) resolve();
      writeGroups();
    });
  }
}
