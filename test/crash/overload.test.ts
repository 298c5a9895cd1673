// Ten times as many callers as the server takes on, none of which waits before it tries again: whoever is
// taken on is answered soon, the others are told to come back, memory stays where it is, and what was
// acknowledged is there.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

const REQUESTS_MAX = 100;
const CALLERS = 10 * REQUESTS_MAX;
const LOAD_MS = 6_000;
const WAIT = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 86_400, End: true } } };
const MIB = 1024 * 1024;
/** What each execution is started with. */
const INPUT = JSON.stringify({ text: "x".repeat(20_000) });

describe("a server with ten times as many callers as it takes on", () => {
  const directory = mkdtempSync(join(tmpdir(), "countersign-overload-"));
  let server: ServerProcess;
  before(async () => {
    const flags = ["--requests-max", String(REQUESTS_MAX)];
    server = await startServerProcess(directory, { flags });
  });
  after(async () => {
    server.child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });

  async function readMetric(name: string): Promise<number> {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  }

  /** As the server measures it: how long callers wait for the processor of this machine is not its doing. */
  async function readMeanSeconds(): Promise<number> {
    const read = (what: string) =>
      readMetric(
        `countersign_http_request_seconds_${what}\\{method="POST",route="/",status="200"\\}`,
      );
    return (await read("sum")) / (await read("count"));
  }

  it("answers some soon and sends the others away", { timeout: 60_000 }, async (context) => {
    const { call, close } = createClient(server.url, CALLERS);
    const { stateMachineArn } = await must(call, "CreateStateMachine", {
      name: "waits",
      roleArn: "arn:aws:iam::000000000000:role/r",
      definition: JSON.stringify(WAIT),
    });
    const acknowledged: string[] = [];
    let refused = 0;
    const endMs = performance.now() + LOAD_MS;
    const callOn = async (caller: number) => {
      for (let count = 0; performance.now() < endMs; count++) {
        const name = `e${caller}-${count}`;
        const input = { stateMachineArn, name, input: INPUT };
        const { status, body } = await call("StartExecution", input);
        if (status === 200) {
          acknowledged.push(name);
        } else {
          assert.match(String(body["__type"]), /#ThrottlingException$/);
          refused++;
        }
      }
    };
    const load = Promise.all(Array.from({ length: CALLERS }, (_, caller) => callOn(caller)));
    await delay(LOAD_MS / 3);
    const early = await readMetric("process_resident_memory_bytes");
    await load;
    const lastedMs = performance.now() - endMs + LOAD_MS;
    const late = await readMetric("process_resident_memory_bytes");
    close();

    const meanSeconds = await readMeanSeconds();
    // As many are under way at once; had it taken on all of them, each would wait ten times as long.
    const boundSeconds = (4 * REQUESTS_MAX * lastedMs) / 1000 / acknowledged.length;
    const [earlyMiB, lateMiB] = [early, late].map((bytes) => Math.round(bytes / MIB));
    const figures =
      `${acknowledged.length} started, ${refused} refused, mean ${meanSeconds.toFixed(3)} s, ` +
      `memory ${earlyMiB} and ${lateMiB} MiB`;
    assert.ok(acknowledged.length > 0 && refused > 0, figures);
    assert.ok(meanSeconds < boundSeconds, figures);
    assert.ok(late - early < 200 * MIB, figures);
    assert.equal(
      await readMetric('countersign_requests_refused_total\\{limit="requests"\\}'),
      refused,
    );

    assert.equal(await server.stop(), 0);
    assert.equal(server.errors(), "");
    server = await startServerProcess(directory);
    const reader = createClient(server.url, 8);
    const arn = String(stateMachineArn).replace(":stateMachine:", ":execution:");
    for (const name of acknowledged) {
      await must(reader.call, "DescribeExecution", { executionArn: `${arn}:${name}` });
    }
    reader.close();
    await server.stop();
    context.diagnostic(figures);
  });
});
