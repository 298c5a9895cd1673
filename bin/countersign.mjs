#!/usr/bin/env node
// Starts the command line on a Node that can run it. In plain, old JavaScript, so that an older Node
// gets far enough to hand over to the one that is installed beside this package, or to say what it
// needs. A checkout runs its sources as they are; the package brings them built.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The first release that has Temporal, strips types and brings `node:sqlite`. */
const NODE_MIN = [26, 0];

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
/** In a checkout below this package, in an application beside it. */
const own = [join(root, "node_modules"), join(root, "..")]
  .map((folder) => join(folder, "node", "bin", "node"))
  .find((path) => existsSync(path));

if (isRecent(process.versions.node)) {
  // Beside the code, whose owner may change it anyway; where that cannot be written, there is no cache.
  module.enableCompileCache?.(join(root, ".cache"));
  const source = join(root, "src", "cli", "main.ts");
  const built = join(root, "dist", "cli", "main.js");
  await import(pathToFileURL(existsSync(source) ? source : built).href);
} else if (own !== undefined) {
  handOver();
} else {
  const wanted = NODE_MIN.join(".");
  console.error(`countersign needs Node ${wanted} or newer; this is ${process.versions.node}.`);
  process.exitCode = 1;
}

function isRecent(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
}

/** The other Node takes the terminal; this process only passes on signals and the end. */
function handOver() {
  const child = spawn(own, process.argv.slice(1), { stdio: "inherit" });
  // A terminal sends Ctrl-C to both processes by itself.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  child.on("error", (error) => {
    console.error(`countersign could not start ${own}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
