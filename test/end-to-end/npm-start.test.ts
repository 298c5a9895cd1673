// `npm start` as its first user runs it: told to end, nothing of it may stay behind.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("SIGTERM to npm start ends the server behind it", { timeout: 60_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), "countersign-npm-start-"));
  const npm = spawn("npm", ["start", "--", "--port", "0", "--data", data], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = once(npm, "exit");
  try {
    let output = "";
    for await (const chunk of npm.stdout) {
      output += chunk;
      if (output.includes("nothing is lost.")) break;
    }
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
    assert.ok((await fetch(`${url}/healthz`)).ok, output);
    npm.kill("SIGTERM");
    await exited;
    await assert.rejects(fetch(`${url}/healthz`));
  } finally {
    endGroup(npm.pid);
    rmSync(data, { recursive: true, force: true });
  }
});

/** Whatever is left of it: the group is this test's own. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing was left.
  }
}
