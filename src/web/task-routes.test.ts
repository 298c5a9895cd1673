import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../base/json.ts";
import { openWeb, type WebBench } from "./testing.ts";

function decide(web: WebBench, id: string, body: Json, headers = {}) {
  return web.app.inject({
    method: "POST",
    url: `/api/tasks/${id}/decision`,
    payload: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}

/** A workflow that waits for its token without an approval. */
async function askClassically(web: WebBench): Promise<string> {
  const stateMachine = await web.deploy(
    {
      StartAt: "Review",
      States: {
        Review: {
          Type: "Task",
          Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
          Parameters: {
            TopicArn: "arn:aws:sns:us-east-1:000000000000:approvals",
            Subject: "Please review",
            "Message.$": "$$.Task.Token",
          },
          End: true,
        },
      },
    },
    "classic",
  );
  const started = await web.engine.startExecution({ stateMachine, input: "{}", startedBy: "jane" });
  assert(started.kind === "started");
  return started.executionId;
}

test("what waits is listed, oldest first, with whom it waits for", async () => {
  const web = await openWeb();
  const { approval } = await web.ask();
  web.now += 90_000;
  const executionId = await askClassically(web);
  const { tasks } = (await web.app.inject({ url: "/api/tasks" })).json();
  assert.deepEqual(
    tasks.map(({ ageSeconds, approver, id, kind, title }: Record<string, Json>) => ({
      ageSeconds,
      approver,
      id,
      kind,
      title,
    })),
    [
      {
        ageSeconds: 90,
        approver: "manager@example.com",
        id: approval.id,
        kind: "approval",
        title: "Expense report ER98765: 750.50 USD",
      },
      {
        ageSeconds: 0,
        approver: undefined,
        id: `${executionId}.1`,
        kind: "task",
        title: "Please review",
      },
    ],
  );
});

test("an approval is decided by choice and comment, once", async () => {
  const web = await openWeb();
  const { approval, executionId } = await web.ask();
  assert.equal((await decide(web, approval.id, {})).statusCode, 400);
  assert.equal((await decide(web, approval.id, { choice: "maybe" })).statusCode, 400);
  assert.equal((await decide(web, approval.id, { choice: "decline" })).statusCode, 400);
  const good = await decide(web, approval.id, { choice: "approve", channel: "cli" });
  assert.equal(good.json().message, "Recorded: Approve.");
  assert.equal(
    (await decide(web, approval.id, { choice: "approve" })).json().outcome,
    "alreadyRecorded",
  );
  const other = await decide(web, `${executionId}.1`, { choice: "decline", comment: "No" });
  assert.equal(other.statusCode, 409);
  assert.match(other.json().error.message, /“Approve” was chosen by anonymous at 2026/);
  const { output } = await web.getExecution(executionId);
  assert.equal(JSON.parse(output ?? "").channel, "cli");
});

test("a task without an approval is answered by output or by error", async () => {
  const web = await openWeb();
  const first = await askClassically(web);
  const chosen = await decide(web, `${first}.1`, { choice: "approve" });
  assert.equal(chosen.statusCode, 400);
  assert.match(chosen.json().error.message, /approve --output.*decline --error/);
  assert.equal((await decide(web, `${first}.1`, {})).statusCode, 400);
  assert.equal((await decide(web, `${first}.1`, { output: { ok: true } })).statusCode, 200);
  assert.equal((await web.getExecution(first)).output, '{"ok":true}');
  assert.equal((await decide(web, `${first}.1`, { output: 1 })).statusCode, 409);
});

test("a task fails with the error and cause it is given", async () => {
  const web = await openWeb();
  const id = await askClassically(web);
  await decide(web, `${id}.1`, { error: "Declined", cause: "Too much" });
  const { cause, error, status } = await web.getExecution(id);
  assert.deepEqual([status, error, cause], ["FAILED", "Declined", "Too much"]);
});

test("bad requests get one clear message and change nothing", async () => {
  const web = await openWeb();
  const { approval, executionId } = await web.ask();
  const url = `/api/tasks/${approval.id}/decision`;
  const json = { "content-type": "application/json" };
  const send = (payload: string, headers: Record<string, string>) =>
    web.app.inject({ method: "POST", url, payload, headers });
  assert.equal((await send("{", json)).json().error.message, "The body must be a JSON object");
  assert.equal(
    (await send('{"choice":"approve"}', { "content-type": "text/plain" })).statusCode,
    415,
  );
  const foreign = { ...json, origin: "https://evil.example" };
  assert.equal((await send('{"choice":"approve"}', foreign)).statusCode, 403);
  const misspelt = await send('{"chioce":"approve"}', json);
  assert.match(misspelt.json().error.message, /"chioce" is unknown/);
  assert.equal((await decide(web, "nothing", { choice: "approve" })).statusCode, 404);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
});

test("with credentials, only signed requests pass", async () => {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "s3cret" };
  const web = await openWeb({ credentials });
  const { approval, executionId } = await web.ask();
  const list = await web.app.inject({ url: "/api/tasks" });
  assert.equal(list.statusCode, 403);
  assert.equal(list.json().error.code, "MissingAuthenticationToken");
  assert.equal((await decide(web, approval.id, { choice: "approve" })).statusCode, 403);
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
});
