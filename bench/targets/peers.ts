// Other systems that carry the approval workload, from the packages in `bench/peers`. What they are and how
// durable they are is said in docs/performance.md.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ApprovalSystem } from "../lib/approval-system.ts";
import { type Child, kill, startNode } from "../lib/child-process.ts";
import { type Answered, createHttpClient, type HttpClient } from "../lib/http-client.ts";
import { cpuSeconds, pause } from "../lib/measure.ts";
import { DECISION, REPORT } from "../lib/step-functions-system.ts";
import type { Running } from "./ceiling.ts";

const FOLDER = fileURLToPath(new URL("../peers/", import.meta.url));

export function arePeersInstalled(): boolean {
  return existsSync(join(FOLDER, "node_modules"));
}

/** In memory: nothing survives the process. */
export async function startLocalStepFunctions(concurrency: number): Promise<Running> {
  const child = await startNode(join(FOLDER, "local-stepfunctions.mjs"), []);
  const client = createHttpClient(child.firstLine, concurrency);
  const { runSteps, ...system } = librarySystem(client);
  return running({ ...system, runPasses: runSteps }, client, child);
}

export async function startDbos(concurrency: number, databaseUrl: string): Promise<Running> {
  const child = await startNode(join(FOLDER, "dbos.mjs"), [databaseUrl]);
  const client = createHttpClient(child.firstLine, concurrency);
  const { runSteps, ...system } = librarySystem(client);
  return running({ ...system, runTasks: runSteps }, client, child);
}

/** The command of the package is a script around it, which would leave it behind. */
const RESTATE_BINARY = `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`;
const INGRESS_PORT = 18_080;
const ADMIN_PORT = 19_070;
const WORKER_PORT = 19_080;

export async function startRestate(concurrency: number): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-restate-"));
  const server = spawn(join(FOLDER, RESTATE_BINARY), restateFlags(folder), {
    stdio: "ignore",
    env: { ...process.env, ...RESTATE_SETTINGS },
  });
  const worker = await startNode(join(FOLDER, "restate-worker.mjs"), [String(WORKER_PORT)]);
  await registerWorker();
  const ingress = createHttpClient(`http://127.0.0.1:${INGRESS_PORT}`, concurrency * 2);
  const postbox = createHttpClient(worker.firstLine, concurrency);
  return {
    system: restateSystem(ingress, postbox),
    cpuSeconds: () => cpuSeconds([server.pid, worker.pid]),
    async dispose() {
      ingress.close();
      postbox.close();
      await worker.stop();
      await kill(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const RESTATE_SETTINGS = {
  RESTATE_DISABLE_TELEMETRY: "true",
  RESTATE_INGRESS__BIND_PORT: String(INGRESS_PORT),
  RESTATE_ADMIN__BIND_PORT: String(ADMIN_PORT),
  // Its default of 1,000 makes it slower with many waiting.
  RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT: "10000",
};

function restateFlags(folder: string): string[] {
  return ["--base-dir", folder, "--bind-ip", "127.0.0.1", "--listen-mode", "tcp", "--no-logo"];
}

/** Waits for the server as well. */
async function registerWorker(): Promise<void> {
  const client = createHttpClient(`http://127.0.0.1:${ADMIN_PORT}`, 1);
  const body = JSON.stringify({ uri: `http://127.0.0.1:${WORKER_PORT}` });
  for (let attempt = 1; ; attempt++) {
    const answered = await client.post("/deployments", body, JSON_HEADERS).catch(() => undefined);
    if (answered && answered.status < 300) break;
    if (attempt === 200) throw new Error(`Restate did not start: ${answered?.text}`);
    await pause(100);
  }
  client.close();
}

const JSON_HEADERS = { "content-type": "application/json" };

function restateSystem(ingress: HttpClient, postbox: HttpClient): ApprovalSystem {
  const nameOf = new Map<string, string>();
  return {
    waitsOnceStarted: false,
    async start(name) {
      ok(await ingress.post(`/approval/${name}/run/send`, REPORT, JSON_HEADERS));
      return name;
    },
    async findToken(name) {
      const token = JSON.parse(ok(await postbox.post(`/token/${name}`, "")));
      nameOf.set(token, name);
      return token;
    },
    async answer(token) {
      const result = ingress.get(`/restate/workflow/approval/${nameOf.get(token)}/attach`);
      ok(await ingress.post(`/restate/awakeables/${token}/resolve`, DECISION, JSON_HEADERS));
      ok(await result);
    },
    runTasks: async () => void ok(await ingress.post("/steps/run", "", {})),
  };
}

function librarySystem(client: HttpClient) {
  const ask = async (path: string, text = "") => JSON.parse(ok(await client.post(path, text)));
  return {
    waitsOnceStarted: false,
    start: (name: string): Promise<string> => ask(`/start/${name}`, REPORT),
    findToken: (name: string): Promise<string> => ask(`/token/${name}`),
    answer: async (token: string) => void (await ask(`/answer/${token}`, DECISION)),
    runSteps: async (name: string) => void (await ask(`/steps/${name}`)),
  };
}

function ok({ status, text }: Answered): string {
  if (status >= 300) throw new Error(`${status} ${text}`);
  return text;
}

function running(system: ApprovalSystem, client: HttpClient, child: Child): Running {
  return {
    system,
    cpuSeconds: () => cpuSeconds([child.pid]),
    async dispose() {
      client.close();
      await child.stop();
    },
  };
}
