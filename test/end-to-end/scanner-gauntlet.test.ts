// Programs get to a mail before its reader does. Whatever they do with a link, nothing is decided, and the
// link is as good as before for the person it was meant for.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { ParsedMail } from "mailparser";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { runCommand } from "../support/command-line.ts";
import { CHALLENGED_ROBOTS, ROBOTS, type Robot } from "../support/robots.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const SAMPLE = fileURLToPath(
  new URL("../samples/stepfunctions-sns-apigw-human-review/template.yaml", import.meta.url),
);
const MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine";

describe("links in mails", { concurrency: 1 }, () => {
  let sink: SmtpSink;
  let server: TestServer;
  let browser: Browser;

  before(async () => {
    sink = await startSmtpSink();
    server = await startTestServer({ smtpUrl: sink.url });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    await sink?.close();
  });

  /** Opens a request that its approver has mail about. */
  async function ask(title: string, more: object = {}): Promise<{ id: string; mail: ParsedMail }> {
    const approval = { title, approver: "ann@example.com", undo: "1h", ...more };
    const answer = await fetch(`${server.url}/api/approvals`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ approval }),
    });
    const { id } = (await answer.json()) as { readonly id: string };
    const mail = await sink.waitFor(({ subject }) => subject?.includes(title) === true);
    return { id, mail };
  }

  async function find(id: string): Promise<{ readonly status: string; readonly votes: unknown[] }> {
    const answer = await fetch(`${server.url}/api/approvals/${id}`);
    return (await answer.json()) as { readonly status: string; readonly votes: unknown[] };
  }

  async function assertUntouched(id: string): Promise<void> {
    const { status, votes } = await find(id);
    assert.deepEqual([status, votes], ["pending", []]);
  }

  async function sendRobots(robots: Readonly<Record<string, Robot>>, id: string, link: string) {
    for (const [name, robot] of Object.entries(robots)) {
      await robot(browser, link);
      await assertUntouched(id).catch((cause) => {
        throw new Error(`the robot that ${name} has changed something`, { cause });
      });
    }
  }

  async function decideByHand(link: string, fill?: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.newPage();
    await page.goto(link);
    await page.getByRole("radio").first().check();
    await fill?.(page);
    await page.locator("form#decide button").click();
    await page.close();
  }

  it("are decided by no robot and work afterwards", async () => {
    const { id, mail } = await ask("Click");
    await sendRobots(ROBOTS, id, linkIn(mail));
    await decideByHand(linkIn(mail));
    assert.equal((await find(id)).votes.length, 1);
  });

  it("are decided by nobody who opens all of them at once", async () => {
    const { id, mail } = await ask("Both");
    const links = [`${linkIn(mail)}?choice=approve`, `${linkIn(mail)}?choice=decline`];
    await Promise.all(
      Object.values(ROBOTS).flatMap((robot) => links.map((link) => robot(browser, link))),
    );
    await assertUntouched(id);
  });

  it("are decided by no robot that fills in every field, where a code is asked for", async () => {
    const { id, mail } = await ask("Challenge", { confirmation: "challenge" });
    await sendRobots(CHALLENGED_ROBOTS, id, linkIn(mail));
  });

  it("settle no task by being followed, in a message of a workflow's own", async () => {
    const deployed = await runCommand(
      server.url,
      ...["deploy", SAMPLE, "--stack-name", "review"],
      ...["--parameter-overrides", "ApproverEmailAddress=reviewer@example.com"],
    );
    assert.equal(deployed.code, 0, deployed.stderr);
    const invitation = await sink.waitFor(({ subject }) => /Subscription/.test(subject ?? ""));
    const confirmation = linkIn(invitation);
    for (const robot of Object.values(ROBOTS)) await robot(browser, confirmation);
    const page = await browser.newPage();
    await page.goto(confirmation);
    await page.getByRole("radio").first().check();
    await page.getByRole("button").first().click();
    const name = /stateMachine:([\w-]+)/.exec(deployed.stdout)?.[1] ?? "";
    await runCommand(server.url, "start", `${MACHINE}:${name}`, "--input", '{"expense":900}');
    const mail = await sink.waitFor(({ text }) => /Please review/.test(text ?? ""));
    const [approve = "", decline = ""] = linksIn(mail);
    // To a program that posts, the API is an API, as on AWS: it is no link to it.
    const { posts: _, ...robots } = ROBOTS;
    await Promise.all(
      [approve, decline].flatMap((link) =>
        Object.values(robots).map((robot) => robot(browser, link)),
      ),
    );
    await page.goto(approve);
    assert.equal(await page.getByRole("radio").count(), 2, "it still asks");
    await page.close();
  });

  it("sign nobody in, and nobody out", async () => {
    const { mail } = await ask("Known");
    const address = String(mail.to && "value" in mail.to && mail.to.value[0]?.address);
    const page = await browser.newPage();
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole("textbox").first().fill(address);
    await page.getByRole("button").first().click();
    const invitation = await sink.waitFor(({ text }) => /\/sign-in\//.test(text ?? ""));
    for (const robot of Object.values(ROBOTS)) await robot(browser, linkIn(invitation));
    await page.goto(linkIn(invitation));
    await page.getByRole("button").first().click();
    assert.match(page.url(), /\/inbox$/);
    await page.close();
  });
});

const linksIn = ({ text }: ParsedMail) => text?.match(/http:\/\/[^\s"<>]+/g) ?? [];

function linkIn(mail: ParsedMail): string {
  const [link] = linksIn(mail);
  assert.ok(link, "the mail holds a link");
  return link;
}
