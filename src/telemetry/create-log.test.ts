import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, type LogOptions } from "./create-log.ts";

const TOKEN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKiss";
const LINK = "q3Jm_0dXb2Z-uVw8rT5yHkLpN1aSeCfG7iOjB4xQzMs";

function logInto(lines: string[], options: Partial<LogOptions> = {}) {
  return createLog({ level: "debug", form: "json", write: (line) => lines.push(line), ...options });
}

function logged(fields: object, message = "message"): string {
  const lines: string[] = [];
  logInto(lines).info(fields, message);
  return lines.join("");
}

test("a line is JSON with instant, level, message and fields", () => {
  const line = JSON.parse(logged({ execution: "a", count: 2 }));
  assert.match(line.time, /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.deepEqual(
    { ...line, time: "" },
    {
      time: "",
      level: "info",
      msg: "message",
      execution: "a",
      count: 2,
    },
  );
});

test("what is called like a secret is not written, however deep", () => {
  const names = ["token", "taskToken", "Authorization", "set-cookie", "password", "secret"];
  for (const name of [...names, "link", "linkId", "secretAccessKey", "smtpUrl"]) {
    const text = logged({ request: { headers: [{ [name]: "hush" }] } });
    assert.ok(!text.includes("hush"), `${name}: ${text}`);
    assert.ok(text.includes(name));
  }
});

test("a task token or link id is not written wherever it stands", () => {
  for (const secret of [TOKEN, LINK, encodeURIComponent(LINK)]) {
    for (const text of [
      logged({ url: `http://localhost/approvals/${secret}?choice=approve` }),
      logged({ path: `/restapis/a/b?taskToken=${secret}&x=1` }),
      logged({}, `could not answer ${secret}`),
      logged({ error: new Error(`bad ${secret}`, { cause: new Error(secret) }) }),
      logged({ list: [[secret]] }),
    ]) {
      assert.ok(!text.includes(secret), text);
    }
  }
});

test("the user and password of a URL are not written", () => {
  assert.ok(!logged({ server: "smtp://me:hush@mail.example.com" }).includes("hush"));
});

test("names, ids and ARNs stay readable", () => {
  const fields = {
    id: "01j9zq3v5y8k2m4n6p8r0s2t4v",
    uuid: "0c2f0c0e-7d52-4d0b-8f1e-3a5a9b6c7d8e",
    arn: "arn:aws:states:us-east-1:000000000000:execution:ExpenseApproval:expense-report-er98765",
    name: "a-long-name-of-an-execution-in-small-letters-2024",
    hasToken: true,
  };
  const { time: _time, level: _level, msg: _msg, ...rest } = JSON.parse(logged(fields));
  assert.deepEqual(rest, fields);
});

test("an error is written with its stack, once", () => {
  const line = JSON.parse(logged({ error: new RangeError("too far") }));
  assert.equal(line.error.type, "RangeError");
  assert.equal(line.error.message, "too far");
  assert.match(line.error.stack, /create-log\.test/);
});

test("an error under `err` is redacted too", () => {
  assert.ok(!logged({ err: new Error(`bad ${TOKEN}`) }).includes(TOKEN));
});

test("entries below the level are left out", () => {
  const lines: string[] = [];
  const log = logInto(lines, { level: "warn" });
  log.debug({}, "a");
  log.info({}, "b");
  log.warn({}, "c");
  log.error({}, "d");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ["c", "d"],
  );
});

test("silent writes nothing", () => {
  const lines: string[] = [];
  logInto(lines, { level: "silent" }).error({}, "a");
  assert.deepEqual(lines, []);
});

test("people get one short line, redacted as well", () => {
  const lines: string[] = [];
  logInto(lines, { form: "lines" }).warn({ port: 25, to: "a b", token: TOKEN }, "no mail server");
  assert.match(
    lines.join(""),
    /^\d\d:\d\d:\d\d warn {2}no mail server port=25 to="a b" token=\[redacted\]\n$/,
  );
});

test("a value that holds itself does not hang the log", () => {
  const ring: Record<string, unknown> = {};
  ring["self"] = ring;
  assert.match(logged(ring), /deep/);
});
