// The whole server inside of a test: a free port, a folder that is gone afterwards, and a log that keeps
// its errors, since no test may cause one unnoticed.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../../src/config/config.ts";
import { startServer } from "../../src/server.ts";

export interface TestServer {
  readonly url: string;
  /** Stops it, and fails when it has logged an error. */
  stop(): Promise<void>;
}

export async function startTestServer(changes: Partial<Config> = {}): Promise<TestServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "countersign-"));
  const errors: object[] = [];
  const silent = () => undefined;
  const server = await startServer({
    config: { ...DEFAULTS, dataDirectory, ...changes },
    log: {
      debug: silent,
      info: silent,
      warn: silent,
      error: (fields, message) => errors.push({ ...fields, message }),
    },
  });
  return {
    url: server.address,
    async stop() {
      await server.stop();
      await rm(dataDirectory, { recursive: true });
      assert.deepEqual(errors, []);
    },
  };
}

const DEFAULTS: Omit<Config, "dataDirectory"> = {
  host: "127.0.0.1",
  port: 0,
  databaseUrl: undefined,
  smtpUrl: undefined,
  mailFrom: "no-reply@approvals.example",
  mailReplyTo: undefined,
  mailBounceTo: undefined,
  dkim: undefined,
  publicUrl: undefined,
  peopleFile: undefined,
  buckets: new Map(),
  region: "us-east-1",
  accountId: "000000000000",
  isS3PathStyle: false,
  credentials: undefined,
  secret: undefined,
  sessionHours: 12,
  sessionIdleMinutes: 60,
  isInsecure: false,
  hostedApiGet: "confirm",
  historyEventsMax: 25_000,
  allowsPrivateAddresses: true,
  allowsTokenOverride: false,
  requestsMax: 2_000,
  startRateMax: undefined,
  machineStartRateMax: undefined,
  executionsMax: undefined,
  drainSeconds: 0,
  retentionDays: undefined,
  logLevel: "error",
};
