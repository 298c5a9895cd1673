// The figures about requests, as whoever collects them finds them at /metrics.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parseConfig } from "../../src/config/parse-config.ts";
import { type Server, startServer } from "../../src/server.ts";
import { createLog } from "../../src/telemetry/create-log.ts";

const MACHINE = 'state_machine="countersign.requests"';
const APPROVAL = {
  title: "Release",
  approver: "ann@example.com",
  escalation: [{ after: "1d", to: ["bob@example.com"] }],
};

const folder = mkdtempSync(join(tmpdir(), "countersign-approval-metrics-"));
let server: Server;

before(async () => {
  const outcome = parseConfig({ port: "0", data: folder, "allow-token-override": true }, {});
  assert.ok("config" in outcome);
  const log = createLog({ level: "error", form: "lines", write: () => {} });
  server = await startServer({ config: outcome.config, log });
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function send(path: string, body: unknown): Promise<Record<string, string>> {
  const response = await fetch(server.address + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, await response.clone().text());
  return (await response.json()) as Record<string, string>;
}

async function ask(): Promise<{ readonly id: string; readonly link: string }> {
  const { id = "" } = await send("/api/approvals", { approval: APPROVAL });
  const mailbox = await (await fetch(`${server.address}/mailbox`)).text();
  const [, newest = ""] = /href="(mailbox\/[0-9a-z]+)"/.exec(mailbox) ?? [];
  const mail = await (await fetch(`${server.address}/${newest}`)).text();
  const [link = ""] = /\/approvals\/[\w-]{43}/.exec(mail) ?? [];
  return { id, link: server.address + link };
}

async function metrics(): Promise<readonly string[]> {
  return (await (await fetch(`${server.address}/metrics`)).text()).split("\n");
}

async function sees(...lines: readonly string[]): Promise<void> {
  const text = await metrics();
  for (const line of lines) assert.ok(text.includes(line), `${line}\n${text.join("\n")}`);
}

test("requests, votes, ends and the first look are counted, by machine, choice and channel", async () => {
  const { id, link } = await ask();
  await sees(
    `countersign_approvals_opened_total{${MACHINE}} 1`,
    `countersign_approvals_pending{${MACHINE}} 1`,
  );
  await fetch(link);
  await fetch(link);
  await sees(`countersign_approval_first_view_seconds_count{${MACHINE}} 1`);
  await send(`/api/tasks/${id}/action`, { action: "remind" });
  await sees(`countersign_approvals_reminders_total{${MACHINE}} 1`);
  await fetch(link, { method: "POST", body: new URLSearchParams({ choice: "approve" }) });
  const by = 'choice="approve",channel="link"';
  await sees(
    `countersign_approvals_votes_total{${MACHINE},${by}} 1`,
    `countersign_approvals_ended_total{${MACHINE},outcome="approved"} 1`,
    `countersign_approval_decision_seconds_count{${MACHINE},${by}} 1`,
  );
  const other = await ask();
  await send(`/api/tasks/${other.id}/decision`, { choice: "decline" });
  const cancelled = await ask();
  await send(`/api/tasks/${cancelled.id}/action`, { action: "cancel" });
  await sees(
    `countersign_approvals_votes_total{${MACHINE},choice="decline",channel="api"} 1`,
    `countersign_approvals_ended_total{${MACHINE},outcome="declined"} 1`,
    `countersign_approvals_ended_total{${MACHINE},outcome="cancelled"} 1`,
  );
});

test("a request that ends with its execution is counted as well", async () => {
  const { id } = await ask();
  const response = await fetch(`${server.address}/api/approvals/${id}`);
  const described = (await response.json()) as Record<string, string>;
  const executionArn =
    "arn:aws:states:us-east-1:000000000000:execution:countersign.requests:" +
    described["executionName"];
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "AWSStepFunctions.StopExecution",
  };
  const body = JSON.stringify({ executionArn });
  const stopped = await fetch(`${server.address}/`, { method: "POST", headers, body });
  assert.equal(stopped.status, 200, await stopped.text());
  await sees(`countersign_approvals_ended_total{${MACHINE},outcome="cancelled"} 2`);
});

test("robots are counted by what they do that people do not", async () => {
  const { link } = await ask();
  await fetch(link, { method: "HEAD" });
  await fetch(link, { method: "OPTIONS" });
  await fetch(link, { headers: { "sec-purpose": "prefetch;prerender" } });
  await fetch(link, { method: "POST", body: new URLSearchParams({}) });
  const filled = new URLSearchParams({ choice: "approve", website: "https://spam.example" });
  assert.equal((await fetch(link, { method: "POST", body: filled })).status, 422);
  await sees(
    'countersign_robot_hits_total{kind="method"} 2',
    'countersign_robot_hits_total{kind="prefetch"} 1',
    'countersign_robot_hits_total{kind="emptyForm"} 1',
    'countersign_robot_hits_total{kind="honeypot"} 1',
  );
});
