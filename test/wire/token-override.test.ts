// A task that people are asked about is answered by them and not with its token, unless the operator lets
// callers pass over them; and then it is recorded by whom, and why.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { parseConfig } from "../../src/config/parse-config.ts";
import { type Server, startServer } from "../../src/server.ts";
import { createLog } from "../../src/telemetry/create-log.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:approvals";

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function start(flags: Readonly<Record<string, boolean>> = {}): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-token-override-"));
  const outcome = parseConfig({ port: "0", data: folder, ...flags }, {});
  assert.ok("config" in outcome);
  const log = createLog({ level: "error", form: "lines", write: () => {} });
  const server = await startServer({ config: outcome.config, log });
  ended.push(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  return server;
}

type Body = Record<string, unknown>;

async function call(
  { address }: Server,
  operation: string,
  input: Body,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await fetch(`${address}/`, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AWSStepFunctions.${operation}`,
      ...headers,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

/** Asks people, and answers with the request's id and the token of its task. */
async function ask(server: Server, approval: Body) {
  await fetch(`${server.address}/`, {
    method: "POST",
    body: new URLSearchParams({ Action: "CreateTopic", Name: "approvals" }),
  });
  const definition = JSON.stringify({
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
        Parameters: {
          TopicArn: TOPIC,
          Message: {
            "taskToken.$": "$$.Task.Token",
            approval: { title: "T", approver: "ann@example.com", ...approval },
          },
        },
        End: true,
      },
    },
  });
  const roleArn = "arn:aws:iam::000000000000:role/r";
  const machine = await call(server, "CreateStateMachine", { name: "m", definition, roleArn });
  const { stateMachineArn } = machine.body;
  const { body } = await call(server, "StartExecution", { stateMachineArn });
  const { executionArn } = body;
  const history = await call(server, "GetExecutionHistory", { executionArn });
  const text = JSON.stringify(history.body);
  const taskToken = /taskToken\\+":\\+"([\w-]+)/.exec(text)?.[1] ?? text;
  const listed = await fetch(`${server.address}/api/tasks`);
  const { tasks } = (await listed.json()) as { tasks: { id: string }[] };
  return { id: tasks[0]?.id ?? "", taskToken };
}

async function get(server: Server, id: string): Promise<Body> {
  return (await (await fetch(`${server.address}/api/approvals/${id}`)).json()) as Body;
}

async function act(server: Server, id: string, body: Body): Promise<number> {
  const response = await fetch(`${server.address}/api/tasks/${id}/action`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.status;
}

test("the token is refused as long as people are asked, and a heartbeat is not", async () => {
  const server = await start();
  const { id, taskToken } = await ask(server, {});
  for (const [operation, input] of [
    ["SendTaskSuccess", { taskToken, output: "{}" }],
    ["SendTaskFailure", { taskToken }],
  ] as const) {
    const { body, status } = await call(server, operation, input);
    assert.equal(status, 400);
    assert.match(String(body["__type"]), /AccessDeniedException$/);
    assert.match(String(body["message"]), /the decision of the people who are asked/);
  }
  const beat = await call(server, "SendTaskHeartbeat", { taskToken });
  assert.deepEqual([beat.status, beat.body], [200, {}]);
  assert.equal((await get(server, id))["status"], "pending");
  assert.equal(await act(server, id, { action: "decide", choice: "approve" }), 200);
  const late = await call(server, "SendTaskSuccess", { taskToken, output: "{}" });
  assert.match(String(late.body["__type"]), /TaskTimedOut$/);
});

test("it is refused as well while a decision is held", async () => {
  const server = await start();
  const { id, taskToken } = await ask(server, { undo: "1h" });
  const mailbox = await (await fetch(`${server.address}/mailbox`)).text();
  const [, mail = ""] = /href="(mailbox\/[0-9a-z]+)"/.exec(mailbox) ?? [];
  const text = await (await fetch(`${server.address}/${mail}`)).text();
  const [link = ""] = /\/approvals\/[\w-]{43}/.exec(text) ?? [];
  const body = new URLSearchParams({ choice: "approve" });
  assert.equal((await fetch(server.address + link, { method: "POST", body })).status, 200);
  assert.ok((await get(server, id))["held"]);
  const refused = await call(server, "SendTaskSuccess", { taskToken, output: "{}" });
  assert.match(String(refused.body["__type"]), /AccessDeniedException$/);
});

test("where it is allowed, it is recorded who has passed over the people, and why", async () => {
  const server = await start({ "allow-token-override": true });
  const { id, taskToken } = await ask(server, {});
  const reason = { "countersign-override-reason": "Approver is ill; agreed by phone" };
  const answered = await call(server, "SendTaskSuccess", { taskToken, output: "{}" }, reason);
  assert.equal(answered.status, 200);
  const { decision, status } = await get(server, id);
  assert.equal(status, "decided");
  const { by, channel, choice, comment, isOverride } = decision as Body;
  assert.deepEqual(
    [channel, choice, comment, isOverride],
    ["api", null, "Approver is ill; agreed by phone", true],
  );
  assert.equal(typeof by, "string");
});

test("of a failure the cause is the reason", async () => {
  const server = await start({ "allow-token-override": true });
  const { id, taskToken } = await ask(server, {});
  await call(server, "SendTaskFailure", { taskToken, error: "Dropped", cause: "No budget" });
  const { decision } = await get(server, id);
  assert.equal((decision as Body)["comment"], "No budget");
});

test("what ends a request past its rules is entered and told at once, not at the next look", async () => {
  const server = await start({ "allow-token-override": true });
  const { id, taskToken } = await ask(server, {});
  await call(server, "SendTaskSuccess", { taskToken, output: "{}" });
  const entered = async () => {
    const { entries } = (await (
      await fetch(`${server.address}/api/audit?approval=${id}`)
    ).json()) as { entries: { what: string }[] };
    return entries.map(({ what }) => what);
  };
  // The loop looks by itself once a minute.
  const until = Date.now() + 20_000;
  while ((await entered()).length < 2 && Date.now() < until) await setTimeout(50);
  assert.deepEqual(await entered(), ["opened", "answeredWithToken"]);
});
