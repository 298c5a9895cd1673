import assert from "node:assert/strict";
import { test } from "node:test";
import { requestDigestOf } from "../approvals/request-digest.ts";
import { documentOf } from "../approvals/stored-approval.ts";
import { EXPENSE_APPROVAL, openWeb, type WebBench, withoutIsolation } from "./testing.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

function post(web: WebBench, url: string, form: Record<string, string>, headers = {}) {
  const payload = new URLSearchParams(form).toString();
  return web.app.inject({ method: "POST", url, payload, headers: { ...FORM, ...headers } });
}

async function stillWaits(web: WebBench, executionId: string): Promise<boolean> {
  return (await web.getExecution(executionId)).status === "RUNNING";
}

test("the page shows the request and where it comes from, with nothing chosen", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask();
  const { body, statusCode } = await web.app.inject({ url: `${path}?choice=approve` });
  assert.equal(statusCode, 200);
  for (const text of ["750.50 USD", "Flight to New York", "20 Sep 2024", "Jane Doe", "jane"]) {
    assert.ok(body.includes(text), text);
  }
  assert.ok(body.includes("31 Jan 2026, 00:00 UTC"), "until when");
  assert.doesNotMatch(body, /checked>|<script|http:\/\//);
  assert.match(
    body,
    /choice followed">\s*<input type="radio" name="choice" value="approve" required>/,
  );
  assert.ok(await stillWaits(web, executionId));
});

test("a choice is recorded and is the result of the workflow's task", async () => {
  const web = await openWeb();
  const { approval, executionId, path } = await web.ask();
  web.now += 60_000;
  const { body, statusCode } = await post(web, path, {
    choice: "approve",
    comment: " Fine.\r\nGo ",
  });
  assert.equal(statusCode, 200);
  assert.ok(body.includes("Your decision is recorded"));
  const execution = await web.getExecution(executionId);
  assert.equal(execution.status, "SUCCEEDED");
  assert.deepEqual(JSON.parse(execution.output ?? ""), {
    decision: "approve",
    choice: { id: "approve", label: "Approve" },
    approver: "manager@example.com",
    comment: "Fine.\nGo",
    decidedAt: "2026-01-01T00:01:00.000Z",
    channel: "link",
    approvalId: approval.id,
    digest: requestDigestOf(approval),
    decisions: [
      {
        stage: "Stage 1",
        by: "manager@example.com",
        choice: "approve",
        at: "2026-01-01T00:01:00.000Z",
        comment: "Fine.\nGo",
        channel: "link",
        proof: "link",
        digest: requestDigestOf(approval),
      },
    ],
  });
  const task = await web.store.findTask(executionId, 1);
  assert.deepEqual(task?.closing, { reason: "succeeded", via: "link", by: "manager@example.com" });
});

test("robots decide nothing: looking, prefetching, submitting the form as it stands", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask();
  for (const choice of ["", "?choice=approve", "?choice=decline"]) {
    for (const method of ["GET", "HEAD", "OPTIONS"] as const) {
      await web.app.inject({ method, url: path + choice });
    }
    await web.app.inject({ url: path + choice, headers: { "sec-purpose": "prefetch" } });
    const asItStands = { comment: "", website: "" };
    assert.equal((await post(web, path + choice, asItStands)).statusCode, 422);
    assert.equal((await post(web, path + choice, {})).statusCode, 422);
    const everything = { choice: "approve", comment: "x", website: "x" };
    assert.equal((await post(web, path + choice, everything)).statusCode, 422);
    // The form of languages holds what the link says.
    const languages = { choice: "approve", "countersign-language": "de" };
    assert.equal((await post(web, path + choice, languages)).statusCode, 422);
  }
  for (const method of ["PUT", "PATCH", "DELETE"] as const) {
    assert.equal((await web.app.inject({ method, url: path })).statusCode, 404);
  }
  assert.ok(await stillWaits(web, executionId));
  assert.equal((await post(web, path, { choice: "approve" })).statusCode, 200);
});

test("the page has one button, and no choice stands in the way it is sent", async () => {
  const web = await openWeb();
  const { path } = await web.ask();
  const { body } = await web.app.inject({ url: path });
  // The one that changes the language is outside of it, and changes nothing else.
  const [main = ""] = body.split('<footer class="languages">');
  assert.equal(main.match(/<button|type="submit"|type="image"/g)?.length, 2);
  assert.equal(body.match(/type="radio"/g)?.length, 2);
  assert.doesNotMatch(
    body,
    /<input[^>]*\schecked|type="hidden" name="(?!digest")|onclick|onload|http-equiv="refresh"/,
  );
});

test("a form that another site sends is refused", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask();
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
  ]) {
    assert.equal((await post(web, path, { choice: "approve" }, headers)).statusCode, 403);
  }
  assert.ok(await stillWaits(web, executionId));
  const own = { origin: "null", "sec-fetch-site": "same-origin" };
  assert.equal((await post(web, path, { choice: "approve" }, own)).statusCode, 200);
});

test("a comment is needed where the request says so, and kept when it is missing its choice", async () => {
  const web = await openWeb();
  const { executionId, path } = await web.ask();
  const missing = await post(web, path, { choice: "decline", comment: "  " });
  assert.equal(missing.statusCode, 422);
  assert.ok(withoutIsolation(missing.body).includes("“Decline” needs a comment."));
  assert.match(missing.body, /value="decline" required checked/);
  const long = await post(web, path, { choice: "approve", comment: "x".repeat(4_001) });
  assert.equal(long.statusCode, 422);
  assert.ok(await stillWaits(web, executionId));
  assert.ok((await post(web, path, { comment: "keep me" })).body.includes("keep me"));
  assert.equal((await post(web, path, { choice: "decline", comment: "No." })).statusCode, 200);
});

test("whoever comes later hears who decided what and when", async () => {
  const web = await openWeb();
  const { path } = await web.ask();
  await post(web, path, { choice: "approve", comment: "Fine" });
  web.now += 3_600_000;
  const visit = await web.app.inject({ url: path });
  const again = await post(web, path, { choice: "approve" });
  const other = await post(web, path, { choice: "decline", comment: "No" });
  assert.deepEqual([visit.statusCode, again.statusCode, other.statusCode], [200, 200, 409]);
  for (const { body } of [visit, again, other]) {
    const text = withoutIsolation(body);
    assert.match(text, /<strong>Approve<\/strong> was chosen by manager@example.com/);
    assert.ok(text.includes("1 Jan 2026, 00:00 UTC"));
    assert.ok(text.includes("Comment: “Fine”"));
    assert.doesNotMatch(body, /method="post"/);
  }
  assert.ok(again.body.includes("Already recorded"));
  assert.ok(other.body.includes("already decided otherwise"));
  const empty = await post(web, path, {});
  assert.equal(empty.statusCode, 409);
  assert.ok(empty.body.includes("This is already decided"));
});

test("of many who decide at once exactly one has decided", async () => {
  const web = await openWeb();
  const { path, executionId } = await web.ask();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      post(web, path, { choice: index % 2 ? "approve" : "decline", comment: `${index}` }),
    ),
  );
  const recorded = answers.filter(({ body }) => body.includes("Your decision is recorded"));
  assert.equal(recorded.length, 1);
  assert.ok(answers.every(({ statusCode }) => statusCode === 200 || statusCode === 409));
  const approval = await web.store.findApprovalByTask(executionId, 1);
  const { output } = await web.getExecution(executionId);
  assert.equal(JSON.parse(approval?.decision ?? "").comment, JSON.parse(output ?? "").comment);
});

test("an expired request says so and takes no decision", async () => {
  const web = await openWeb();
  const { path, executionId } = await web.ask();
  web.now += 2_592_000_000;
  await web.fireTimers();
  assert.equal((await web.getExecution(executionId)).status, "FAILED");
  const visit = await web.app.inject({ url: path });
  assert.ok(visit.body.includes("This request has expired"));
  const late = await post(web, path, { choice: "approve" });
  assert.equal(late.statusCode, 409);
  assert.ok(late.body.includes("31 Jan 2026"));
});

test("a request whose workflow was stopped says that it was cancelled", async () => {
  const web = await openWeb();
  const { path, executionId } = await web.ask();
  await web.engine.deliver(executionId, { kind: "stopRequested" });
  assert.ok((await web.app.inject({ url: path })).body.includes("was cancelled"));
  assert.equal((await post(web, path, { choice: "approve" })).statusCode, 409);
});

test("a task token handed back directly decides the approval too, and is told apart", async () => {
  const web = await openWeb();
  const { path, executionId } = await web.ask();
  const succeeded = { kind: "taskSucceeded", task: 1, output: "{}" } as const;
  await web.engine.deliver(executionId, succeeded, { closing: { via: "api", by: "AKIDEXAMPLE" } });
  const { body } = await web.app.inject({ url: path });
  const said = "answered by AKIDEXAMPLE with the task token itself (through the API)";
  assert.ok(withoutIsolation(body).includes(said));
});

test("unknown links are all alike, and trying many of them is slowed down", async () => {
  const web = await openWeb();
  const { path } = await web.ask();
  const unknown = ["/approvals/x", `/approvals/${"A".repeat(43)}`, `${path}A`, path.slice(0, -1)];
  const answers = await Promise.all(unknown.map((url) => web.app.inject({ url })));
  assert.equal(new Set(answers.map(({ body }) => body)).size, 1);
  assert.ok(answers.every(({ statusCode }) => statusCode === 404));
  for (let count = 0; count < 40; count++) await web.app.inject({ url: "/approvals/x" });
  assert.equal((await web.app.inject({ url: "/approvals/x" })).statusCode, 429);
  const elsewhere = { url: path, remoteAddress: "10.1.1.1" };
  assert.equal((await web.app.inject(elsewhere)).statusCode, 200);
  web.now += 60_000;
  assert.equal((await web.app.inject({ url: path })).statusCode, 200);
});

test("what a request says is text on the page, whatever it looks like", async () => {
  const web = await openWeb();
  const evil = `"><script>alert(1)</script><img src=x onerror='x'>`;
  const { mail, path } = await web.ask({
    title: evil,
    summary: evil,
    requester: evil,
    approver: "manager@example.com",
    details: { [evil]: evil, rows: [{ [evil]: evil }] },
    choices: [
      { id: "a", label: "<b>A</b>" },
      { id: "b", label: "'B\"" },
    ],
  });
  const page = (await web.app.inject({ url: path })).body;
  const done = (await post(web, path, { choice: "a", comment: evil })).body;
  for (const markup of [page, done, mail.html ?? ""]) {
    assert.doesNotMatch(markup, /<script|<img|<b>/);
    assert.ok(markup.includes("&lt;script&gt;"));
  }
});

test("pages load nothing, are framed by nobody and kept by nobody", async () => {
  const web = await openWeb({ publicUrl: "https://approve.example.com" });
  const { path } = await web.ask();
  const { headers } = await web.app.inject({ url: path });
  const policy = String(headers["content-security-policy"]);
  for (const part of ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(part), part);
  }
  assert.doesNotMatch(policy, /unsafe|\*/);
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.ok(headers["strict-transport-security"]);
  const plain = await openWeb();
  const answer = await plain.app.inject({ url: "/approvals/x" });
  assert.equal(answer.headers["strict-transport-security"], undefined);
});

test("the mail says all of it, in text and in HTML, and its links decide nothing by themselves", async () => {
  const web = await openWeb();
  const { approval, mail, path } = await web.ask();
  for (const body of [mail.text, mail.html ?? ""]) {
    for (const text of ["750.50 USD", "Hotel stay - 2 nights", "450.00 USD", "Jane Doe"]) {
      assert.ok(body.includes(text), text);
    }
    assert.ok(body.includes(`http://127.0.0.1:8080${path}?choice=approve`));
    assert.ok(body.includes(`http://127.0.0.1:8080${path}?choice=decline`));
    assert.ok(body.includes(documentOf(approval).provenance.executionName));
  }
  assert.equal(mail.subject, "Approval: Expense report ER98765: 750.50 USD");
  assert.doesNotMatch(mail.html ?? "", /<img|<link|url\(|src=/);
  assert.ok(mail.text.split("\n").every((line) => line.length < 998));
});

test("no link is longer than 120 characters on a host of 40, and each shows the choice that was followed", async () => {
  const publicUrl = `https://${"approvals".padEnd(28, "x")}.example.com`;
  assert.equal(new URL(publicUrl).host.length, 40);
  const web = await openWeb({ publicUrl });
  const ids = ["approve", "approve-with-conditions-of-the-board-x40", "send-it-back"];
  const choices = ids.map((id) => ({ id, label: id.toUpperCase() }));
  const { mail } = await web.ask({ title: "Choose", approver: "ann@example.com", choices });
  const links = mail.text.match(/https:\S+choice=\S+/g) ?? [];
  assert.equal(links.length, ids.length);
  for (const [index, link] of links.entries()) {
    assert.ok(link.length <= 120, link);
    const { body } = await web.app.inject({ url: link.slice(publicUrl.length) });
    const followed = /choice followed">\s*<input type="radio" name="choice" value="([^"]+)"/.exec(
      body,
    );
    assert.equal(followed?.[1], ids[index]);
  }
});

test("nothing in mail, link or approval holds the task token", async () => {
  const web = await openWeb();
  const { approval, mail, path } = await web.ask();
  assert.doesNotMatch(JSON.stringify({ approval, mail }), /[\w-]{60}/);
  const link = path.slice("/approvals/".length);
  assert.equal(JSON.stringify(approval).includes(link), false);
});

test("an approval that cannot be one fails its task with the reason, and nobody is asked", async () => {
  const web = await openWeb();
  await assert.rejects(web.ask({ title: "x" }));
  const [failed] = await web.store.listExecutions({ status: "FAILED" }, { limit: 1 });
  const { cause, error } = await web.getExecution(failed?.id ?? "");
  assert.equal(error, "SNS.InvalidParameterException");
  assert.match(cause ?? "", /approval must name its people/);
  assert.deepEqual(await web.store.listDeliveries({}, { limit: 1 }), []);
});

test("requests of several workflows have links of their own", async () => {
  const web = await openWeb();
  const [first, second] = [await web.ask(), await web.ask(EXPENSE_APPROVAL)];
  assert.notEqual(first.path, second.path);
  await post(web, first.path, { choice: "approve" });
  assert.ok(await stillWaits(web, second.executionId));
});
