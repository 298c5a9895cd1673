// One server with its own database, killed every second under load, on a machine whose clock is put forward
// by an hour, and whose disk is full or takes nothing at all for a while.

import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import type { Nodes } from "./nodes.ts";
import { pause, runStorm, STORM_SECONDS } from "./storm.ts";

const TIMEOUT_MS = (STORM_SECONDS + 120) * 1000;

describe("a server with an embedded database", { concurrency: false }, () => {
  it("survives kill -9 every second and an hour that its clock leaps", {
    timeout: TIMEOUT_MS,
  }, async (context) => {
    const calm = await runStorm({
      async blow(nodes, isOver) {
        for (let second = 1; !isOver.aborted; second++) {
          await pause(500 + Math.random() * 1000, isOver);
          if (second === 4) {
            nodes.moveClock(0);
            nodes.skewMs = 3_600_000;
            await pause(500, isOver);
          }
          await nodes.kill(0);
        }
      },
    });
    context.diagnostic(JSON.stringify(calm));
  });

  it("goes on when its disk takes something again", {
    timeout: TIMEOUT_MS,
    skip: canLimitFiles() ? false : "prlimit is not there",
  }, async (context) => {
    const calm = await runStorm({
      async blow(nodes, isOver) {
        while (!isOver.aborted) {
          await pause(1_000, isOver);
          // Writes that would make a file longer than this fail, as on a broken disk; 0: all of them do.
          limitFiles(nodes, Math.random() < 0.5 ? "0" : "300000");
          await pause(1_000 + Math.random() * 500, isOver);
          if (Math.random() < 0.3) await nodes.kill(0);
          else limitFiles(nodes, "unlimited");
        }
        limitFiles(nodes, "unlimited");
      },
    });
    context.diagnostic(JSON.stringify(calm));
  });
});

function limitFiles(nodes: Nodes, bytes: string): void {
  const pid = nodes.pid(0);
  if (pid > 0) execFileSync("prlimit", [`--fsize=${bytes}:`, "--pid", String(pid)]);
}

function canLimitFiles(): boolean {
  try {
    execFileSync("prlimit", ["--fsize", "--pid", String(process.pid)], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
