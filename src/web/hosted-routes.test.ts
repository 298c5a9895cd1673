import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostedAnswer, HostedRequest } from "../aws/api-gateway/hosted-answer.ts";
import type { TokenInspection } from "../engine/engine.ts";
import type { ExecutionRecord } from "../store/records.ts";
import { openWeb } from "./testing.ts";

const execution = {
  stateMachineName: "Review",
  name: "run-1",
  startedBy: "jane",
} as ExecutionRecord;
const open: TokenInspection & { kind: "open" } = {
  kind: "open",
  execution,
  task: 1,
  stateName: "Ask",
  subject: null,
  createdAt: 0,
  closedAt: null,
  closing: null,
};
const action = {
  name: "SendTaskSuccess",
  parameters: { Type: "<b>Approved</b>" },
  output: '{"Result":"Approved"}',
} as const;

/** An API whose one link decides once it is confirmed. */
async function openHosted(answer?: HostedAnswer) {
  const requests: HostedRequest[] = [];
  const web = await openWeb({
    hostedApi: async (request) => {
      requests.push(request);
      if (answer) return answer;
      const closing = { reason: "succeeded", via: "link", by: null } as const;
      return request.isConfirmed
        ? { kind: "done", action, task: { ...open, kind: "closed", closedAt: 1, closing } }
        : { kind: "confirm", action, task: open };
    },
  });
  const send = (method: "GET" | "HEAD" | "OPTIONS" | "POST", form?: string, headers = {}) =>
    web.app.inject({
      method,
      url: "/restapis/abc/prod/review/x%2Fy?Type=Approved&Token=t&Token=u",
      ...(form === undefined ? {} : { payload: form }),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  return { requests, send };
}

const MARKED = "countersign-confirm-form=1";

test("a followed link gets a page that asks, and confirms nothing", async () => {
  const { requests, send } = await openHosted();
  for (const method of ["GET", "HEAD", "OPTIONS"] as const) {
    assert.equal((await send(method)).statusCode, 200);
  }
  const { body } = await send("GET");
  assert.ok(body.includes("Yes, record this") && body.includes("&lt;b&gt;Approved"));
  assert.doesNotMatch(body, /checked>|<script|<b>/);
  assert.ok(requests.every(({ isConfirmed }) => !isConfirmed));
});

test("only the form with yes confirms, and stands for the very link", async () => {
  const { requests, send } = await openHosted();
  const { body, statusCode } = await send("POST", `${MARKED}&countersign-confirm=yes&website=`);
  assert.equal(statusCode, 200);
  assert.ok(body.includes("Your answer is recorded"));
  assert.deepEqual(
    requests.map(({ headers: _headers, ...request }) => request),
    [
      {
        apiId: "abc",
        stage: "prod",
        method: "GET",
        path: "/review/x%2Fy",
        query: { Type: ["Approved"], Token: ["t", "u"] },
        body: "",
        sourceIp: "127.0.0.1",
        isConfirmed: true,
      },
    ],
  );
});

test("the form as it stands, no, a honeypot and another site's form confirm nothing", async () => {
  const { requests, send } = await openHosted();
  assert.equal((await send("POST", `${MARKED}&website=`)).statusCode, 422);
  const no = await send("POST", `${MARKED}&countersign-confirm=no`);
  assert.ok(no.body.includes("Nothing was recorded"));
  const yes = `${MARKED}&countersign-confirm=yes`;
  assert.equal((await send("POST", `${yes}&website=x`)).statusCode, 422);
  const foreign = await send("POST", yes, { "sec-fetch-site": "cross-site" });
  assert.equal(foreign.statusCode, 422);
  const languages = "Type=Approved&Token=t&Token=u&countersign-language=de";
  assert.equal((await send("POST", languages)).statusCode, 422);
  assert.equal((await send("POST", `${languages}&countersign-confirm=yes`)).statusCode, 422);
  assert.ok(requests.every(({ isConfirmed, method }) => !isConfirmed && method === "GET"));
});

test("a POST without the form's mark is an API client's, body and all", async () => {
  const { requests, send } = await openHosted({
    kind: "response",
    status: 418,
    headers: { "content-type": "text/html", "x-own": "1" },
    body: "<p>own</p>",
  });
  const answer = await send("POST", "countersign-confirm=yes");
  assert.equal(answer.statusCode, 418);
  assert.equal(answer.body, "<p>own</p>");
  assert.equal(answer.headers["x-own"], "1");
  assert.match(String(answer.headers["content-security-policy"]), /^sandbox/);
  assert.deepEqual(
    requests.map(({ body, isConfirmed, method }) => ({ body, isConfirmed, method })),
    [{ body: "countersign-confirm=yes", isConfirmed: false, method: "POST" }],
  );
});

test("a link that does nothing any more explains itself", async () => {
  const explained = async (task: TokenInspection) => {
    const { send } = await openHosted({ kind: "explain", task });
    const { body, statusCode } = await send("GET");
    return [statusCode, /<h1>(.*?)<\/h1>/.exec(body)?.[1]];
  };
  const closed = (reason: "succeeded" | "timedOut" | "cancelled") =>
    ({ ...open, kind: "closed", closedAt: 1, closing: { reason, via: "link", by: null } }) as const;
  assert.deepEqual(await explained({ kind: "invalid" }), [404, "This link does not work"]);
  assert.deepEqual(await explained({ kind: "unknown" }), [404, "This request is gone"]);
  assert.deepEqual(await explained(closed("succeeded")), [200, "This was already answered"]);
  assert.deepEqual(await explained(closed("timedOut")), [200, "This request has expired"]);
  assert.deepEqual(await explained(closed("cancelled")), [200, "An answer is no longer needed"]);
});
