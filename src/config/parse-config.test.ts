import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Flags, parseConfig } from "./parse-config.ts";

const KEY = { "access-key-id": "AKIDEXAMPLE", "secret-access-key": "a-secret-of-good-length" };

function configOf(flags: Flags, environment = {}) {
  const outcome = parseConfig(flags, environment);
  assert.ok("config" in outcome, JSON.stringify(outcome));
  return outcome.config;
}

function problemsOf(flags: Flags, environment = {}) {
  const outcome = parseConfig(flags, environment);
  assert.ok("problems" in outcome, "expected problems");
  return outcome.problems;
}

test("without any setting the server is for this machine alone", () => {
  assert.deepEqual(configOf({}), {
    host: "127.0.0.1",
    port: 8080,
    dataDirectory: "./.countersign",
    databaseUrl: undefined,
    smtpUrl: undefined,
    mailFrom: "Countersign <countersign@localhost>",
    mailReplyTo: undefined,
    mailBounceTo: undefined,
    dkim: undefined,
    publicUrl: undefined,
    peopleFile: undefined,
    region: "us-east-1",
    accountId: "000000000000",
    isS3PathStyle: false,
    buckets: new Map(),
    credentials: undefined,
    secret: undefined,
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
    sessionHours: 12,
    sessionIdleMinutes: 60,
    logLevel: "info",
  });
});

test("a server that shares its database goes on answering when it is asked to stop", () => {
  const url = { "database-url": "postgres://db.example.com/approvals" };
  assert.equal(configOf(url).drainSeconds, 5);
  assert.equal(configOf({ ...url, "drain-seconds": "0" }).drainSeconds, 0);
  assert.equal(configOf({ "drain-seconds": "30" }).drainSeconds, 30);
});

test("limits are off or generous, and may be set", () => {
  const flags = { "start-rate-max": "300", "executions-max": "1000000" };
  const environment = { COUNTERSIGN_MACHINE_RATE_MAX: "10", COUNTERSIGN_REQUESTS_MAX: "50" };
  const config = configOf(flags, environment);
  assert.equal(config.startRateMax, 300);
  assert.equal(config.machineStartRateMax, 10);
  assert.equal(config.executionsMax, 1_000_000);
  assert.equal(config.requestsMax, 50);
  assert.deepEqual(problemsOf({ "requests-max": "0" }), [
    '--requests-max must be a number from 1 to 1000000, not "0".',
  ]);
});

test("private addresses of subscribers can be denied", () => {
  assert.equal(configOf({ "deny-private-addresses": true }).allowsPrivateAddresses, false);
});

test("a variable has the flag's name, and the flag wins", () => {
  const environment = { COUNTERSIGN_PORT: "9000", COUNTERSIGN_MAIL_FROM: "a@b.example" };
  assert.equal(configOf({}, environment).port, 9000);
  assert.equal(configOf({}, environment).mailFrom, "a@b.example");
  assert.equal(configOf({ port: "9001" }, environment).port, 9001);
});

test("all problems are told at once, each under the name that was used", () => {
  assert.deepEqual(
    problemsOf(
      { port: "eighty", "account-id": "12" },
      { COUNTERSIGN_LOG_LEVEL: "loud", COUNTERSIGN_INSECURE: "perhaps" },
    ),
    [
      'COUNTERSIGN_INSECURE must be true or false, not "perhaps".',
      '--port must be a number from 0 to 65535, not "eighty".',
      '--account-id must be 12 digits, not "12".',
      'COUNTERSIGN_LOG_LEVEL must be debug, info, warn, error or silent, not "loud".',
    ],
  );
});

describe("an address that others can reach", () => {
  const open = ["0.0.0.0", "::", "192.168.1.5", "example.com", "127.0.0.1.example.com", "[::]"];
  for (const host of open) {
    test(`${host} is refused while nobody has to sign`, () => {
      assert.match(problemsOf({ host })[0] ?? "", /reached by others.*--insecure/);
      assert.equal(configOf({ host, ...KEY }).credentials?.accessKeyId, "AKIDEXAMPLE");
      assert.equal(configOf({ host, insecure: true }).isInsecure, true);
    });
  }
  for (const host of ["127.0.0.1", "127.3.2.1", "localhost", "::1", "[::1]"]) {
    test(`${host} is not one`, () => {
      assert.equal(configOf({ host }).host, host.replace(/[[\]]/g, ""));
    });
  }
});

describe("public-url", () => {
  test("may have a path and loses the slash at its end", () => {
    const urlOf = (url: string) => configOf({ "public-url": url }).publicUrl;
    assert.equal(urlOf("https://approve.example.com"), "https://approve.example.com");
    assert.equal(urlOf("https://example.com:8443/sign/"), "https://example.com:8443/sign");
  });
  for (const url of [
    "example.com",
    "ftp://example.com",
    "https://example.com/?a",
    "https://example.com/#",
    "https://me:hush@example.com",
    "javascript:alert(1)",
    "",
  ]) {
    test(`must not be ${JSON.stringify(url)}`, () => {
      const [problem] = problemsOf({ "public-url": url });
      assert.match(problem ?? "", /^--public-url must/);
    });
  }
});

test("smtp-url must be one of SMTP, and is never repeated", () => {
  assert.ok(configOf({ "smtp-url": "smtp://me:hush@mail.example.com:587" }).smtpUrl);
  assert.ok(configOf({ "smtp-url": "smtps://mail.example.com" }).smtpUrl);
  for (const url of ["http://me:hush@mail", "mail.example.com", "smtp://", "smtp:hush"]) {
    const [problem] = problemsOf({ "smtp-url": url });
    assert.match(problem ?? "", /^--smtp-url must look like/);
    assert.ok(!problem?.includes("hush"));
  }
});

test("mail-from is one address, with or without a name, on one line", () => {
  for (const from of ["a@b.example", "Approvals <a@b.example>", "<a@b.example>"]) {
    assert.equal(configOf({ "mail-from": from }).mailFrom, from);
  }
  for (const from of ["Approvals", "a@b, c@d", "a@b\r\nBcc: c@d", "A <a@b> <c@d>", "@"]) {
    assert.equal(problemsOf({ "mail-from": from }).length, 1, from);
  }
});

test("an access key and its secret belong together", () => {
  const both = /give both or none/;
  assert.match(problemsOf({ "access-key-id": "AKIDEXAMPLE" })[0] ?? "", both);
  assert.match(problemsOf({}, { COUNTERSIGN_SECRET_ACCESS_KEY: "x".repeat(16) })[0] ?? "", both);
});

test("short secrets are refused and never repeated", () => {
  const problems = problemsOf({ ...KEY, "secret-access-key": "hush", secret: "hush" });
  assert.deepEqual(problems, [
    "--secret-access-key must have 16 characters or more.",
    "--secret must have 32 characters or more.",
  ]);
});

test("a variable with a slip of the pen is told", () => {
  assert.deepEqual(problemsOf({}, { COUNTERSIGN_SMPT_URL: "smtp://localhost" }), [
    "COUNTERSIGN_SMPT_URL is no setting: did you mean COUNTERSIGN_SMTP_URL?",
  ]);
});

test("variables of the command line and of others are let be", () => {
  configOf({}, { COUNTERSIGN_URL: "http://x", COUNTERSIGN_PORT_8080_TCP: "tcp://10.0.0.1:8080" });
});

test("a switch may be given as a word", () => {
  assert.equal(configOf({}, { COUNTERSIGN_INSECURE: "yes" }).isInsecure, true);
  assert.equal(configOf({}, { COUNTERSIGN_INSECURE: "0" }).isInsecure, false);
});

test("a folder may stand for a bucket", () => {
  const buckets = "invoices=./data/invoices, my.bucket-2=/srv/two=2";
  assert.deepEqual(
    configOf({ buckets }).buckets,
    new Map([
      ["invoices", "./data/invoices"],
      ["my.bucket-2", "/srv/two=2"],
    ]),
  );
  assert.deepEqual(problemsOf({ buckets: "invoices" }), [
    '--buckets must be NAME=FOLDER, several by commas, not "invoices".',
  ]);
  assert.deepEqual(problemsOf({}, { COUNTERSIGN_BUCKETS: "one=a,one=b" }), [
    'COUNTERSIGN_BUCKETS names the bucket "one" twice.',
  ]);
});

test("mails are signed for the sender's domain, unless another is named", () => {
  const flags = { "mail-from": "Approvals <no-reply@Example.com>", "dkim-key": "key.pem" };
  assert.deepEqual(configOf(flags).dkim, {
    keyFile: "key.pem",
    selector: "countersign",
    domain: "example.com",
  });
  const named = { ...flags, "dkim-selector": "S2", "dkim-domain": "mail.example.com" };
  assert.deepEqual(configOf(named).dkim, {
    keyFile: "key.pem",
    selector: "s2",
    domain: "mail.example.com",
  });
});

test("answers and bounces go to one address each, and a signature needs a key", () => {
  const flags = { "mail-reply-to": "Help <help@example.com>", "mail-bounce-to": "a@b, c@d" };
  assert.deepEqual(problemsOf(flags), [
    '--mail-reply-to must be an e-mail address, not "Help <help@example.com>".',
    '--mail-bounce-to must be an e-mail address, not "a@b, c@d".',
  ]);
  assert.deepEqual(problemsOf({ "dkim-selector": "s1" }), [
    "--dkim-selector and --dkim-domain are about a key: give --dkim-key.",
  ]);
  assert.deepEqual(problemsOf({ "dkim-key": "k", "dkim-domain": "a b; p=" }), [
    '--dkim-domain must be a name in the DNS, not "a b; p=".',
  ]);
});
