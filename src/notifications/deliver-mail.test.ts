import assert from "node:assert/strict";
import { createHash, createVerify, generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { DeliveryRecord } from "../store/records.ts";
import { createMailTransport, type MailTransport } from "./deliver-mail.ts";
import type { MailContent } from "./mail.ts";
import { createRenderRawMail } from "./mailbox.ts";
import { newMailDelivery } from "./new-delivery.ts";

const MAIL_FROM = "Countersign <no-reply@approvals.example>";
const CREATED_AT = Date.UTC(2024, 8, 25, 14, 30);

function deliveryTo(
  endpoint: string,
  content: Partial<Omit<MailContent, "messageId">> = {},
): DeliveryRecord {
  return newMailDelivery(
    { publicUrl: () => "https://approvals.example/base", hasMailTransport: true },
    CREATED_AT,
    {
      endpoint,
      kind: "notification",
      topicName: "expenses",
      subscriptionId: null,
      content: { subject: "Approval", text: "Please decide", ...content },
    },
  );
}

/** Relaxed over headers and body: https://www.rfc-editor.org/rfc/rfc6376#section-3.4 */
function verifyDkim(raw: string, key: KeyObject) {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    const value = line
      .slice(colon + 1)
      .replace(/[ \t]+/g, " ")
      .trim();
    return { name: line.slice(0, colon).toLowerCase(), value };
  });
  const signature = headers.find(({ name }) => name === "dkim-signature")?.value ?? "";
  const tag = (name: string) =>
    new RegExp(`(?:^|;)\\s*${name}=([^;]*)`).exec(signature)?.[1]?.replace(/\s/g, "") ?? "";
  const body = raw
    .slice(end + 4)
    .replace(/[ \t]+/g, " ")
    .replace(/ \r\n/g, "\r\n");
  const hash = createHash("sha256")
    .update(body.replace(/(\r\n)*$/, "\r\n"))
    .digest("base64");
  const fields = tag("h").toLowerCase().split(":");
  const signed = fields.map((field) => {
    const value = headers.find(({ name }) => name === field)?.value;
    return `${field}:${value}\r\n`;
  });
  const own = `dkim-signature:${signature.replace(/(;\s*b=)[^;]*/, "$1").trimEnd()}`;
  const isSigned = createVerify("RSA-SHA256")
    .update(signed.join("") + own)
    .verify(key, tag("b"), "base64");
  return { fields, isRight: isSigned && hash === tag("bh") };
}

describe("mail over SMTP", () => {
  const received: { mail: ParsedMail; raw: string; to: string[]; from: string }[] = [];
  const refusals = new Map([
    ["gone@example.com", 550],
    ["full@example.com", 452],
  ]);
  const senderRefusals = new Map([
    ["stranger@approvals.example", 550],
    ["nobody@approvals.example", 530],
    ["large@approvals.example", 552],
  ]);
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: (_auth, _session, done) => done(new Error("no such user")),
    onMailFrom({ address }, _session, done) {
      const responseCode = senderRefusals.get(address);
      if (responseCode === undefined) return done();
      return done(Object.assign(new Error("no sender"), { responseCode }));
    },
    onRcptTo({ address }, _session, done) {
      const responseCode = refusals.get(address);
      if (responseCode === undefined) return done();
      return done(Object.assign(new Error(`no ${address}`), { responseCode }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks).toString();
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const { mailFrom } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        received.push({ mail: await simpleParser(raw), raw, to, from });
        done();
      });
    },
  });
  let port = 0;
  let transport: MailTransport;

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server.server, "listening");
    port = (server.server.address() as AddressInfo).port;
    transport = createMailTransport({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: MAIL_FROM });
  });
  beforeEach(() => {
    received.length = 0;
  });
  after(async () => {
    transport.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });

  test("arrives as it was written", async () => {
    const text = "Grüße,\n\n.\nFrom here it goes on: https://approvals.example/?a=b&c=d\n";
    const delivery = deliveryTo("manager@example.com", { text, fromName: "Expenses, Ltd." });
    assert.deepEqual(await transport.deliver(delivery), { kind: "sent" });
    const [{ mail, to }] = received as [(typeof received)[number]];
    assert.deepEqual(to, ["manager@example.com"]);
    assert.equal(mail.text, text);
    assert.equal(mail.html, false);
    assert.equal(mail.subject, "Approval");
    assert.deepEqual(mail.from?.value, [
      { name: "Expenses, Ltd.", address: "no-reply@approvals.example" },
    ]);
    assert.equal(mail.messageId, `<${delivery.id}@approvals.example>`);
    assert.equal(mail.date?.getTime(), CREATED_AT);
    assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
  });

  test("is the same mail that the mailbox shows, at every attempt", async () => {
    const delivery = deliveryTo("manager@example.com", { html: "<p>Please <b>decide</b></p>" });
    await transport.deliver(delivery);
    await transport.deliver(delivery);
    const [first, second] = received as [(typeof received)[0], (typeof received)[0]];
    // Only the boundary between the parts is drawn anew.
    const withoutBoundaries = (raw: string) => raw.trim().replace(/--_[^\s"]+/g, "--B");
    assert.equal(withoutBoundaries(first.raw), withoutBoundaries(second.raw));
    const shown = await createRenderRawMail({ mailFrom: MAIL_FROM })(delivery);
    assert.equal(withoutBoundaries(shown), withoutBoundaries(first.raw));
  });

  test("cannot be led to further recipients or headers by what it carries", async () => {
    const delivery = deliveryTo("manager@example.com", {
      subject: "Hello\r\nBcc: thief@example.com",
      fromName: "Boss\r\nX-Evil: yes",
      headers: { "X-Topic": "a\r\nX-Evil: yes" },
    });
    await transport.deliver(delivery);
    const [{ mail, to }] = received as [(typeof received)[number]];
    assert.deepEqual(to, ["manager@example.com"]);
    assert.equal(mail.headers.has("bcc"), false);
    assert.equal(mail.headers.has("x-evil"), false);
  });

  test("is refused for good by a 5xx about the recipient", async () => {
    const attempt = await transport.deliver(deliveryTo("gone@example.com"));
    assert.deepEqual(attempt, { kind: "refused", reason: "550 no gone@example.com" });
  });

  test("is kept for later by a 4xx", async () => {
    const attempt = await transport.deliver(deliveryTo("full@example.com"));
    assert.deepEqual(attempt, { kind: "tryAgain", reason: "452 no full@example.com" });
  });

  test("names where answers go, and has its bounces sent elsewhere", async () => {
    const sender = createMailTransport({
      smtpUrl: `smtp://127.0.0.1:${port}`,
      mailFrom: MAIL_FROM,
      mailReplyTo: "help@approvals.example",
      mailBounceTo: "bounces@approvals.example",
    });
    assert.equal((await sender.deliver(deliveryTo("manager@example.com"))).kind, "sent");
    sender.close();
    assert.equal(received[0]?.mail.replyTo?.text, "help@approvals.example");
    assert.equal(received[0]?.from, "bounces@approvals.example");
  });

  test("is signed, where there is a key, over all that a reader is told", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const dkim = { domainName: "approvals.example", keySelector: "s1", privateKey: pem };
    const smtpUrl = `smtp://127.0.0.1:${port}`;
    const signing = createMailTransport({ smtpUrl, mailFrom: MAIL_FROM, dkim });
    const headers = { "List-Unsubscribe": "<https://x>", "List-Unsubscribe-Post": "One" };
    await signing.deliver(deliveryTo("manager@example.com", { headers, html: "<p>Ja – ünd</p>" }));
    signing.close();
    const { fields, isRight } = verifyDkim(received[0]?.raw ?? "", publicKey);
    assert.ok(isRight);
    for (const name of ["from", "to", "subject", "message-id", "list-unsubscribe-post"]) {
      assert.ok(fields.includes(name), name);
    }
    const { isRight: isStillRight } = verifyDkim(
      (received[0]?.raw ?? "").replace("Subject: Approval", "Subject: Refusal"),
      publicKey,
    );
    assert.equal(isStillRight, false);
  });

  test("begins no header with what it is about", async () => {
    const subject = "A\r\nBcc: spy@example.com\r\n\r\n<b>";
    const inReplyTo = "x@y>\r\nBcc: spy@example.com";
    const fromName = "N\r\nBcc: spy@example.com";
    const headers = { "X-One": "1\r\nBcc: spy@example.com" };
    const content = { subject, inReplyTo, fromName, headers };
    await transport.deliver(deliveryTo("manager@example.com", content));
    const { mail, raw, to } = received[0] ?? {};
    assert.deepEqual(to, ["manager@example.com"]);
    assert.equal(mail?.bcc, undefined);
    assert.doesNotMatch((raw ?? "").split("\r\n\r\n", 1)[0] ?? "", /^Bcc:/im);
  });

  test("is kept for later by a 5xx about the sender, who can be configured better", async () => {
    const deliverFrom = async (mailFrom: string) => {
      const wrong = createMailTransport({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom });
      const { kind } = await wrong.deliver(deliveryTo("manager@example.com"));
      wrong.close();
      return kind;
    };
    assert.equal(await deliverFrom("stranger@approvals.example"), "tryAgain");
    assert.equal(await deliverFrom("nobody@approvals.example"), "tryAgain");
    assert.equal(await deliverFrom("large@approvals.example"), "refused");
  });

  test("is kept for later when the connection breaks before the mail was taken", async () => {
    const rude = createServer((socket) => {
      socket.on("error", () => undefined).write("220 rude\r\n");
      socket.on("data", (bytes) => {
        const text = bytes.toString();
        if (/^(EHLO|MAIL|RCPT)/.test(text)) socket.write("250 go on\r\n");
        else if (text.startsWith("DATA")) socket.write("354 speak\r\n");
        else socket.destroy();
      });
    }).listen(0, "127.0.0.1");
    await once(rude, "listening");
    const { port: rudePort } = rude.address() as AddressInfo;
    const broken = createMailTransport({
      smtpUrl: `smtp://127.0.0.1:${rudePort}`,
      mailFrom: MAIL_FROM,
    });
    const attempt = await broken.deliver(deliveryTo("manager@example.com"));
    broken.close();
    await new Promise((resolve) => rude.close(resolve));
    assert.equal(attempt.kind, "tryAgain");
  });

  test("is kept for later while the server is down or does not let us in", async () => {
    const idle = createServer().listen(0, "127.0.0.1");
    await once(idle, "listening");
    const { port: closedPort } = idle.address() as AddressInfo;
    await new Promise((resolve) => idle.close(resolve));
    for (const smtpUrl of [
      `smtp://127.0.0.1:${closedPort}`,
      `smtp://user:pa55word@127.0.0.1:${port}`,
      `smtps://127.0.0.1:${port}`,
    ]) {
      const broken = createMailTransport({ smtpUrl, mailFrom: MAIL_FROM });
      const attempt = await broken.deliver(deliveryTo("manager@example.com"));
      broken.close();
      assert.equal(attempt.kind, "tryAgain", smtpUrl);
      assert.doesNotMatch(attempt.kind === "tryAgain" ? attempt.reason : "", /pa55word/);
    }
  });
});
