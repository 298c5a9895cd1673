// A disk that is full: callers are told to come back, what was acknowledged is there, what can be read is
// read, and once there is room everything goes on. The disk is one in memory that the server has for
// itself, as any user may have one on most kinds of Linux.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Call, createClient, must } from "../../bench/lib/step-functions-client.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startServerProcess } from "../support/server-process.ts";

const DISK = "32m";
const SPARE_BYTES = 8_000_000;
/** Some four hundred of these fill the disk. */
const INPUT = JSON.stringify({ text: "x".repeat(50_000) });
const WAIT = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 86_400, End: true } } };
const AS_OWN_ROOT = ["unshare", "--user", "--map-root-user", "--mount"];

describe("a server whose disk is full", { skip: mayHaveDisk() ? false : "needs a disk" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-full-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("keeps what it has acknowledged, and goes on when there is room", {
    timeout: 60_000,
  }, async (context) => {
    const mount = `mount -t tmpfs -o size=${DISK} none "$0" && exec "$@"`;
    const server = await startServerProcess(folder, {
      flags: ["--log-level", "error"],
      through: [...AS_OWN_ROOT, "sh", "-c", mount, folder],
    });
    context.after(() => server.child.kill("SIGKILL"));
    // As the server sees it.
    const disk = `/proc/${server.child.pid}/root${folder}`;
    writeFileSync(join(disk, "spare"), Buffer.alloc(SPARE_BYTES));
    const { call, close } = createClient(server.url, 4);
    const stateMachineArn = await createMachine(call);
    const acknowledged: string[] = [];

    /** Starts until it is told something else; answers with that. */
    const startUntil = async (count: number) => {
      for (let number = 0; number < count; number++) {
        const name = `e${acknowledged.length}`;
        const { status, body } = await call("StartExecution", {
          ...{ stateMachineArn, name, input: INPUT },
        });
        if (status !== 200) return { status, type: body["__type"] };
        acknowledged.push(name);
      }
      return undefined;
    };
    const arnOf = (name: string | undefined) =>
      `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;

    const refusal = await startUntil(10_000);
    assert.equal(refusal?.status, 503);
    assert.match(String(refusal.type), /#ServiceUnavailable$/);
    assert.ok(acknowledged.length > 50, `${acknowledged.length} starts`);
    assert.equal((await startUntil(1))?.status, 503, "it stays full");
    await must(call, "DescribeExecution", { executionArn: arnOf(acknowledged.at(-1)) });
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);

    rmSync(join(disk, "spare"));
    while ((await startUntil(20)) !== undefined) await delay(100);
    for (const name of acknowledged) {
      await must(call, "DescribeExecution", { executionArn: arnOf(name) });
    }
    close();
    const copy = `${folder}-copy`;
    context.after(() => rmSync(copy, { recursive: true, force: true }));
    cpSync(disk, copy, { recursive: true });
    assert.equal(await server.stop(), 0);
    await verifyCopy(copy, acknowledged);
  });
});

async function createMachine(call: Call): Promise<string> {
  const { stateMachineArn } = await must(call, "CreateStateMachine", {
    name: "waits",
    roleArn: "arn:aws:iam::000000000000:role/r",
    definition: JSON.stringify(WAIT),
  });
  return String(stateMachineArn);
}

/** What a crash would have left. */
async function verifyCopy(copy: string, acknowledged: readonly string[]): Promise<void> {
  const store = await openStore({ dataDirectory: copy });
  for (const name of acknowledged) {
    const execution = await store.findExecutionByName("waits", name);
    assert.equal(execution?.status, "RUNNING");
    const [chunk] = await store.readHistory(execution.id, { isReverse: false, limit: 10 });
    assert.equal(chunk?.events.length, 2, name);
  }
  await store.close();
}

function mayHaveDisk(): boolean {
  try {
    const [command = "", ...words] = [...AS_OWN_ROOT, "mount", "-t", "tmpfs", "none", "/mnt"];
    execFileSync(command, words, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
