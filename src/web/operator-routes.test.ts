import assert from "node:assert/strict";
import { test } from "node:test";
import { openWeb, type WebBench, withoutIsolation } from "./testing.ts";

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "s3cret:with:colons" };
const OWN_PAGE = { "sec-fetch-site": "same-origin" };

function post(web: WebBench, url: string, payload: string, headers = {}) {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  return web.app.inject({ method: "POST", url, payload, headers: { ...type, ...headers } });
}

test("the executions are listed newest first, by status and machine, page by page", async () => {
  const web = await openWeb();
  for (let count = 0; count < 51; count++) await web.ask();
  const { body } = await web.app.inject({ url: "/executions" });
  assert.equal(body.match(/href="executions\/[0-9a-z]{26}"/g)?.length, 50);
  const older = /href="(executions\?after=[^"]+)"/.exec(body)?.[1];
  const second = await web.app.inject({ url: `/${older}` });
  assert.equal(second.body.match(/href="executions\/[0-9a-z]{26}"/g)?.length, 1);
  const none = await web.app.inject({ url: "/executions?status=FAILED" });
  assert.ok(none.body.includes("None match."));
  const one = await web.app.inject({ url: "/executions?machine=m7&status=RUNNING" });
  assert.equal(one.body.match(/href="executions\/[0-9a-z]{26}"/g)?.length, 1);
});

test("an execution shows its states, input, output, history and what it waits for", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask(undefined, { report: "<ER1>" });
  web.now += 2 * 86_400_000;
  const url = `/executions/${executionId}`;
  const waiting = (await web.app.inject({ url })).body;
  assert.ok(waiting.includes("Waiting for 2 days for manager@example.com"));
  assert.ok(waiting.includes(`href="../waiting/${executionId}.1"`));
  assert.ok(waiting.includes("&lt;ER1&gt;") && waiting.includes("TaskSubmitted"));
  assert.match(waiting, /<li class="open"><strong>Ask/);
  await post(web, path, "choice=approve");
  const ended = (await web.app.inject({ url })).body;
  assert.ok(ended.includes("Succeeded") && ended.includes("ExecutionSucceeded"));
  assert.match(ended, /<li class="passed"><strong>Ask/);
  assert.equal((await web.app.inject({ url: `${url}x` })).statusCode, 404);
});

test("an operator decides in the approver's place, under their own name", async () => {
  const web = await openWeb({ credentials: CREDENTIALS });
  const { executionId } = await web.ask();
  const pair = `${CREDENTIALS.accessKeyId}:${CREDENTIALS.secretAccessKey}`;
  const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
  const url = `/waiting/${executionId}.1`;
  const page = await web.app.inject({ url, headers: { authorization } });
  assert.ok(page.body.includes("Record my decision"));
  const empty = await post(web, url, "choice=", { ...OWN_PAGE, authorization });
  assert.equal(empty.statusCode, 422);
  const done = await post(web, url, "choice=approve&comment=By+phone", {
    ...OWN_PAGE,
    authorization,
  });
  const said = "was chosen by AKIDEXAMPLE (on the operators’ page)";
  assert.ok(withoutIsolation(done.body).includes(said));
  const { output } = await web.getExecution(executionId);
  assert.equal(JSON.parse(output ?? "").approver, "AKIDEXAMPLE");
  assert.equal(JSON.parse(output ?? "").channel, "page");
});

test("no other page than this server's own can make an operator's browser decide", async () => {
  const web = await openWeb();
  const { executionId } = await web.ask();
  for (const headers of [
    {},
    { origin: "null" },
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://127.0.0.1:8080" },
  ]) {
    const answer = await post(web, `/waiting/${executionId}.1`, "choice=approve", headers);
    assert.equal(answer.statusCode, 403, JSON.stringify(headers));
  }
  assert.equal((await web.getExecution(executionId)).status, "RUNNING");
});

test("with credentials, operators' pages ask for them and approvers' pages do not", async () => {
  const web = await openWeb({ credentials: CREDENTIALS });
  const { executionId, path } = await web.ask();
  const [delivery] = await web.store.listDeliveries({}, { limit: 1 });
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;
  const urls = [
    "/",
    "/executions",
    `/executions/${executionId}`,
    "/waiting",
    `/waiting/${executionId}.1`,
    "/mailbox",
    `/mailbox/${delivery?.id}`,
    `/mailbox/${delivery?.id}/html`,
    `/mailbox/${delivery?.id}/raw`,
  ];
  for (const url of urls) {
    for (const authorization of [undefined, "Basic x", basic("AKIDEXAMPLE:wrong"), basic(":")]) {
      const headers = authorization === undefined ? {} : { authorization };
      const { body, statusCode } = await web.app.inject({ url, headers });
      assert.equal(statusCode, 401, url);
      assert.ok(!body.includes(executionId));
    }
    const good = basic("AKIDEXAMPLE:s3cret:with:colons");
    const { statusCode } = await web.app.inject({ url, headers: { authorization: good } });
    assert.ok(statusCode === 200 || statusCode === 302, url);
  }
  assert.equal((await web.app.inject({ url: path })).statusCode, 200);
});

test("the root leads to the executions", async () => {
  const web = await openWeb();
  const { headers, statusCode } = await web.app.inject({ url: "/" });
  assert.deepEqual([statusCode, headers.location], [302, "executions"]);
});

test("what nobody knows is a page for browsers and JSON for programs", async () => {
  const web = await openWeb();
  const browser = await web.app.inject({ url: "/nothing", headers: { accept: "text/html,*/*" } });
  assert.equal(browser.statusCode, 404);
  assert.match(String(browser.headers["content-type"]), /text\/html/);
  const program = await web.app.inject({ url: "/nothing" });
  assert.deepEqual(program.json(), {
    error: { code: "NotFound", message: "The address is not one of this server's." },
  });
});
