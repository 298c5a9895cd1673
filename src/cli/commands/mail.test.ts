import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SMTPServer } from "smtp-server";
import { UsageError } from "../command.ts";
import { parseArguments } from "../parse-arguments.ts";
import { createTestTerminal } from "../testing.ts";
import { createMailCommand } from "./mail.ts";

type Texts = Readonly<Record<string, readonly string[]>>;

const taken: string[] = [];
const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ["STARTTLS"],
  onAuth: ({ password }, _session, done) =>
    password === "right" ? done(null, { user: "ann" }) : done(new Error("Wrong password")),
  onRcptTo: ({ address }, _session, done) =>
    address === "gone@example.com" ? done(new Error("No such mailbox")) : done(),
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const { mailFrom } = session.envelope;
      taken.push(`${mailFrom === false ? "" : mailFrom.address}\n${Buffer.concat(chunks)}`);
      done();
    });
  },
});
const folder = mkdtempSync(join(tmpdir(), "countersign-mail-"));
const pem = generateKeyPairSync("rsa", { modulusLength: 2_048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const published = createPublicKey(pem).export({ type: "spki", format: "der" }).toString("base64");
let smtpUrl = "";

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  smtpUrl = `127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, "key.pem"), pem);
  writeFileSync(join(folder, "note.txt"), "no key");
});
after(async () => {
  rmSync(folder, { recursive: true });
  await new Promise<void>((resolve) => server.close(resolve));
});

const GOOD: Texts = {
  "example.com": ["other=1", "v=spf1 include:_spf.example.net -all"],
  "_spf.example.net": ["v=spf1 ip4:127.0.0.0/8 ~all"],
  "countersign._domainkey.example.com": [`v=DKIM1; k=rsa; p=${published}`],
  "_dmarc.example.com": ["v=DMARC1; p=reject; rua=mailto:x@example.com"],
};

interface Given {
  readonly texts?: Texts;
  /** What the public URL answers. */
  readonly health?: () => Promise<Response>;
  readonly words?: readonly string[];
  readonly url?: string;
}

async function check({ texts = GOOD, health, words = [], url = `smtp://${smtpUrl}` }: Given = {}) {
  const missing = () => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));
  const command = createMailCommand({
    resolver: {
      resolveTxt: async (name) => {
        const found = texts[name];
        // As the DNS does it, in pieces of at most 255 characters.
        return found ? found.map((text) => text.match(/.{1,255}/g) ?? []) : missing();
      },
      resolve4: missing,
      resolve6: missing,
      resolveMx: missing,
    },
    fetch: health ?? (async () => new Response('{"status":"ok"}')),
  });
  const terminal = createTestTerminal();
  const settings = [
    ...["check", "--smtp-url", url, "--mail-from", "Approvals <no-reply@example.com>"],
    ...["--public-url", "https://approvals.example.com", "--dkim-key", join(folder, "key.pem")],
  ];
  const code = await command.run(
    parseArguments([...settings, ...words], command.options),
    terminal,
  );
  return { code, said: terminal.printed() };
}

test("where all is well, every line is ok", async () => {
  const { code, said } = await check();
  const grades = said
    .split("\n")
    .slice(1, -1)
    .map((line) => line.split(/\s+/).slice(0, 2).join(" "));
  assert.deepEqual(grades, [
    "ok smtp",
    "ok tls",
    "ok login",
    "ok spf",
    "ok dkim",
    "ok dmarc",
    "ok links",
  ]);
  assert.equal(code, 0);
});

const DKIM_NAME = "countersign._domainkey.example.com";

const WRONG: Readonly<Record<string, readonly [Given, RegExp, number]>> = {
  "a domain without SPF": [
    { texts: { ...GOOD, "example.com": [] } },
    /fail +spf +.*does not say/,
    1,
  ],
  "two SPF records": [
    { texts: { ...GOOD, "example.com": ["v=spf1 -all", "v=spf1 ~all"] } },
    /fail +spf +.*counts as none/,
    1,
  ],
  "an SPF record that leaves the mail server out": [
    { texts: { ...GOOD, "example.com": ["v=spf1 ip4:192.0.2.0/24 -all"] } },
    /warn +spf +example\.com does not name 127\.0\.0\.1/,
    0,
  ],
  "an SPF record that forbids the mail server": [
    { texts: { ...GOOD, "example.com": ["v=spf1 -ip4:127.0.0.1 ip4:127.0.0.0/8 -all"] } },
    /warn +spf/,
    0,
  ],
  "an SPF record that is for everybody": [
    { texts: { ...GOOD, "example.com": ["v=spf1 +all"] } },
    /warn +spf +.*everybody/,
    0,
  ],
  "an SPF record that includes itself": [
    { texts: { ...GOOD, "example.com": ["v=spf1 include:example.com -all"] } },
    /fail +spf +.*more than 10 lookups/,
    1,
  ],
  "no published key": [
    { texts: { ...GOOD, [DKIM_NAME]: [] } },
    /fail +dkim +Publish a TXT record at countersign\._domainkey\.example\.com: "v=DKIM1; k=rsa; p=MII/,
    1,
  ],
  "another published key": [
    { texts: { ...GOOD, [DKIM_NAME]: ["v=DKIM1; p=MIIB"] } },
    /fail +dkim +.*another one/,
    1,
  ],
  "a revoked key": [
    { texts: { ...GOOD, [DKIM_NAME]: ["v=DKIM1; p="] } },
    /fail +dkim +.*revoked/,
    1,
  ],
  "no DMARC policy": [
    { texts: { ...GOOD, "_dmarc.example.com": [] } },
    /warn +dmarc +.*no DMARC/,
    0,
  ],
  "a DMARC policy that does nothing": [
    { texts: { ...GOOD, "_dmarc.example.com": ["v=DMARC1; p=none"] } },
    /warn +dmarc +.*p=quarantine/,
    0,
  ],
  "a wrong password": [{ url: "login" }, /fail +login +ann is not let in: 535/, 1],
  "a mail server that is not there": [
    { url: "smtp://127.0.0.1:1" },
    /fail +smtp +.*ECONNREFUSED/,
    1,
  ],
  "a mail server without TLS where TLS is wanted": [{ url: "tls" }, /fail +smtp +127/, 1],
  "a public URL that somebody else answers": [
    { health: async () => new Response("<html>") },
    /fail +links +.*something else answers/,
    1,
  ],
  "a public URL that leads elsewhere": [
    { health: async () => new Response(null, { status: 302 }) },
    /fail +links +.*status 302/,
    1,
  ],
  "a public URL that nobody answers": [
    { health: () => Promise.reject(new Error("getaddrinfo ENOTFOUND")) },
    /fail +links +.*ENOTFOUND/,
    1,
  ],
  "a public URL that is not encrypted": [
    { words: ["--public-url", "http://approvals.example.com"] },
    /warn +links +.*https/,
    0,
  ],
};

for (const [name, [given, expected, exitCode]] of Object.entries(WRONG)) {
  test(`the check tells of ${name}`, async () => {
    const urls: Readonly<Record<string, string>> = {
      login: `smtp://ann:wrong@${smtpUrl}`,
      tls: `smtps://${smtpUrl}`,
    };
    const url = given.url && (urls[given.url] ?? given.url);
    const { code, said } = await check({ ...given, ...(url && { url }) });
    assert.match(said, expected);
    assert.equal(code, exitCode, said);
    assert.doesNotMatch(said, /wrong@|right/);
  });
}

test("a policy of the domain above counts where there is none of one's own", async () => {
  const texts = { ...GOOD, "mail.example.com": ["v=spf1 ip4:127.0.0.1 -all"] };
  const words = ["--mail-from", "no-reply@mail.example.com", "--dkim-domain", "example.com"];
  const { code, said } = await check({ texts, words });
  assert.match(said, /ok +dmarc +_dmarc\.example\.com says reject/);
  assert.match(said, /ok +dkim/);
  assert.equal(code, 0);
});

test("a mail is sent where one is asked for, signed as all are", async () => {
  taken.length = 0;
  const words = ["--to", "ann@example.com", "--mail-bounce-to", "bounces@example.com"];
  const { code, said } = await check({ words, url: `smtp://ann:right@${smtpUrl}` });
  assert.match(said, /ok +login +ann is let in/);
  assert.match(said, /ok +send +The mail server took a mail to ann@example\.com/);
  assert.equal(code, 0);
  assert.match(taken[0] ?? "", /^bounces@example\.com\n/);
  assert.match(taken[0] ?? "", /^DKIM-Signature: .*d=example\.com/ms);
  const refused = await check({ words: ["--to", "gone@example.com"] });
  assert.match(refused.said, /fail +send +.*No such mailbox/);
  assert.equal(refused.code, 1);
});

test("a key that cannot sign is told in one line", async () => {
  const problems = {
    "note.txt": /holds no private key in PEM\.$/,
    "none.pem": /cannot be read\.$/,
  };
  for (const [file, expected] of Object.entries(problems)) {
    await assert.rejects(check({ words: ["--dkim-key", join(folder, file)] }), {
      name: "CommandError",
      message: expected,
    });
  }
});

test("without a mail server the check says that mails stay here", async () => {
  const command = createMailCommand({
    resolver: {} as never,
    fetch: async () => new Response('{"status":"ok"}'),
  });
  const terminal = createTestTerminal();
  const call = parseArguments(["check", "--public-url", "https://x.example"], command.options);
  assert.equal(await command.run(call, terminal), 1);
  assert.match(terminal.printed(), /fail +smtp +Mails stay in the built-in mailbox/);
  await assert.rejects(command.run({ ...call, operands: ["send"] }, terminal), UsageError);
});
