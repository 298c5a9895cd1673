// SIGTERM: what was acknowledged is there, and nobody can keep the server from its end.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createClient, must } from "../../bench/lib/step-functions-client.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

const CALLERS = 16;
const WAIT = { StartAt: "A", States: { A: { Type: "Wait", Seconds: 86_400, End: true } } };

describe("a server that is asked to stop", () => {
  const directory = mkdtempSync(join(tmpdir(), "countersign-stop-"));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("keeps under load what it has acknowledged", async () => {
    const server = await startServerProcess(directory);
    const { call, close } = createClient(server.url, CALLERS);
    const { stateMachineArn } = await must(call, "CreateStateMachine", {
      name: "waits",
      roleArn: "arn:aws:iam::000000000000:role/r",
      definition: JSON.stringify(WAIT),
    });
    const acknowledged: string[] = [];
    const startUntilRefused = async (caller: number) => {
      for (let count = 0; ; count++) {
        const name = `e${caller}-${count}`;
        const status = await call("StartExecution", { stateMachineArn, name }).then(
          (answer) => answer.status,
          () => "the connection broke",
        );
        if (status !== 200) return;
        acknowledged.push(name);
      }
    };
    const load = Promise.all(Array.from({ length: CALLERS }, (_, at) => startUntilRefused(at)));
    await delay(300);
    assert.equal(await server.stop(), 0);
    await load;
    close();
    assert.equal(server.errors(), "");
    assert.ok(acknowledged.length > CALLERS, "there was load");

    const again = await startServerProcess(directory);
    const reader = createClient(again.url, 1);
    for (const name of acknowledged) {
      const executionArn = `${String(stateMachineArn).replace(":stateMachine:", ":execution:")}:${name}`;
      await must(reader.call, "DescribeExecution", { executionArn });
    }
    reader.close();
    await again.stop();
  });

  it("does not wait for a request that never ends", async () => {
    const server = await startServerProcess(directory);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    await once(socket, "connect");
    const head = `POST / HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 1000\r\n\r\n{`;
    await new Promise<void>((resolve) => socket.write(head, () => resolve()));
    await delay(100);
    const stopped = await Promise.race([
      server.stop(),
      delay(15_000, "still there", { ref: false }),
    ]);
    socket.destroy();
    assert.equal(stopped, 0);
  });

  it("says that it is not ready and goes on answering until others have noticed", async () => {
    const server = await startServerProcess(directory, { flags: ["--drain-seconds", "4"] });
    const before = await fetch(`${server.url}/readyz`);
    assert.equal(before.status, 200);
    const at = performance.now();
    const stopped = server.stop();
    const ready = await untilDraining(server);
    assert.equal(ready.status, 503);
    assert.deepEqual(await ready.json(), { status: "draining" });
    const page = await fetch(`${server.url}/executions`);
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("connection"), "close");
    assert.equal(await stopped, 0);
    assert.ok(performance.now() - at >= 4_000);
  });

  for (const second of ["SIGTERM", "SIGINT"] as const) {
    it(`ends at once when it is asked again by ${second}`, async () => {
      const server = await startServerProcess(directory, { flags: ["--drain-seconds", "60"] });
      const stopped = server.stop();
      await untilDraining(server);
      server.child.kill(second);
      await Promise.race([stopped, delay(30_000, undefined, { ref: false })]);
      assert.equal(server.child.signalCode, second);
    });
  }

  it("does not wait for others when a person presses Ctrl-C", async () => {
    const server = await startServerProcess(directory, { flags: ["--drain-seconds", "60"] });
    const stopped = once(server.child, "exit");
    server.child.kill("SIGINT");
    assert.deepEqual(await Promise.race([stopped, delay(30_000, "still there", { ref: false })]), [
      0,
      null,
    ]);
  });
});

/** How it answers then. */
async function untilDraining({ url }: ServerProcess): Promise<Response> {
  for (;;) {
    const answer = await fetch(`${url}/readyz`);
    if (answer.status !== 200) return answer;
    await answer.body?.cancel();
    await delay(20);
  }
}
