// The story this server exists for, on real parts: a process, a real SMTP server, a real browser. An expense
// report over the limit waits for its manager, also across a restart, and the click resumes the workflow.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { ParsedMail } from "mailparser";
import type { Browser, Locator, Page } from "playwright-core";
import { createClient, must } from "../../bench/lib/step-functions-client.ts";
import { launchBrowser } from "../support/browser.ts";
import { runCommand, runJson } from "../support/command-line.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/expense-approval/", import.meta.url));
const SAMPLE = fileURLToPath(
  new URL("../samples/stepfunctions-sns-apigw-human-review/", import.meta.url),
);
const REPORT = JSON.parse(readFileSync(join(EXAMPLE, "report.json"), "utf8"));

describe("an approval from end to end", () => {
  const directory = mkdtempSync(join(tmpdir(), "countersign-end-to-end-"));
  let sink: SmtpSink;
  let server: ServerProcess;
  let browser: Browser;

  const start = (port = "0") =>
    startServerProcess(directory, { port, flags: ["--smtp-url", sink.url] });

  before(async () => {
    sink = await startSmtpSink();
    server = await start();
    browser = await launchBrowser();
    const deployed = await runCommand(server.url, "deploy", join(EXAMPLE, "template.yaml"));
    assert.equal(deployed.code, 0, deployed.stderr);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    await sink?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const machine = "arn:aws:states:us-east-1:000000000000:stateMachine:expense-approval";

  async function submit(name: string, changes: object): Promise<string> {
    const { call, close } = createClient(server.url, 1);
    const input = JSON.stringify({ ...REPORT, expenseReportId: name, ...changes });
    const started = await must(call, "StartExecution", { stateMachineArn: machine, name, input });
    close();
    return String(started["executionArn"]);
  }

  async function describeExecution(executionArn: string): Promise<Record<string, unknown>> {
    const { call, close } = createClient(server.url, 1);
    const description = await must(call, "DescribeExecution", { executionArn });
    close();
    return description;
  }

  const mailAbout = (name: string) =>
    sink.waitFor(({ subject }) => subject?.includes(name) === true);

  for (const [total, expected] of [
    [499.99, "SUCCEEDED"],
    [500, "SUCCEEDED"],
    [500.01, "RUNNING"],
    [750.5, "RUNNING"],
  ] as const) {
    it(`leaves a report of ${total} USD ${expected}`, async () => {
      const arn = await submit(`LIMIT-${total}`, { totalExpense: total });
      assert.equal((await describeExecution(arn))["status"], expected);
    });
  }

  it("mails the approver what is asked, and who asks", async () => {
    await submit("READABLE", {});
    const mail = await mailAbout("READABLE");
    assert.equal(addressOf(mail), "manager@example.com");
    for (const text of [mail.text ?? "", textOfHtml(mail)]) {
      for (const part of ["Jane Doe", "750.50 USD", "Flight to New York", "450.00", "Approve"]) {
        assert.ok(text.includes(part), `${part} in ${text}`);
      }
      assert.match(text, /expense-approval/);
      assert.match(text, /READABLE/);
    }
    assert.doesNotMatch(`${mail.html}`, /<(img|script|link)/);
  });

  it("resumes the workflow when the manager approves in a browser, after a restart", async () => {
    const arn = await submit("APPROVE-ME", {});
    const mail = await mailAbout("APPROVE-ME");
    const { port } = new URL(server.url);
    assert.equal(await server.stop(), 0);
    server = await start(port);
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(linkIn(mail));
    await page.getByRole("radio", { name: /Approve/ }).check();
    await page.getByLabel(/Comment/).fill("Have a good flight.");
    await page.getByRole("button", { name: "Record my decision" }).click();
    assert.match(await textOf(page), /approve/i);
    const { status, output } = await describeExecution(arn);
    assert.equal(status, "SUCCEEDED");
    const { approval } = JSON.parse(String(output));
    assert.equal(approval.decision, "approve");
    assert.equal(approval.approver, "manager@example.com");
    assert.equal(approval.comment, "Have a good flight.");
    assert.equal(approval.channel, "link");

    await page.goto(linkIn(mail));
    assert.match(await textOf(page), /manager@example\.com/, "a second look says who decided");
    assert.equal(await page.getByRole("button", { name: "Record my decision" }).count(), 0);
    await page.close();
  });

  it("fails the execution with error and cause when the manager declines", async () => {
    const arn = await submit("DECLINE-ME", {});
    const page = await browser.newPage();
    await page.goto(linkIn(await mailAbout("DECLINE-ME")));
    await page.getByRole("radio", { name: /Decline/ }).check();
    await page.getByRole("button", { name: "Record my decision" }).click();
    await page.close();
    const { status, error, cause } = await describeExecution(arn);
    assert.deepEqual([status, error], ["FAILED", "ExpenseDeclined"]);
    assert.match(String(cause), /manager@example\.com declined expense report DECLINE-ME/);
  });

  it("is decided by no robot, and the link still works afterwards", async () => {
    const arn = await submit("ROBOTS", {});
    const link = linkIn(await mailAbout("ROBOTS"));
    await actLikeScanners(browser, link);
    assert.equal((await describeExecution(arn))["status"], "RUNNING");
    const page = await browser.newPage();
    await page.goto(link);
    assert.equal(await page.getByRole("button", { name: "Record my decision" }).count(), 1);
    await page.close();
  });

  it("is answered from the command line too", async () => {
    const arn = await submit("BY-HAND", {});
    const listed = (await runJson(server.url, "tasks")) as { tasks: { id: string }[] };
    const task = listed.tasks.find((each) => JSON.stringify(each).includes("BY-HAND"));
    assert.ok(task, JSON.stringify(listed));
    const approved = await runCommand(server.url, "approve", task.id, "--comment", "fine");
    assert.equal(approved.code, 0, approved.stderr);
    assert.equal((await describeExecution(arn))["status"], "SUCCEEDED");
  });

  describe("with the sample that AWS publishes, byte for byte", () => {
    let stateMachineArn = "";

    before(async () => {
      const deployed = await runCommand(
        server.url,
        "deploy",
        join(SAMPLE, "template.yaml"),
        "--stack-name",
        "review",
        "--parameter-overrides",
        "ApproverEmailAddress=reviewer@example.com",
      );
      assert.equal(deployed.code, 0, deployed.stderr);
      stateMachineArn = /arn:aws:states:\S+:stateMachine:[\w-]+/.exec(deployed.stdout)?.[0] ?? "";
      assert.ok(stateMachineArn, deployed.stdout);
      const mail = await sink.waitFor((each) => addressOf(each) === "reviewer@example.com");
      const page = await browser.newPage();
      await page.goto(linkIn(mail));
      await confirmOn(page);
      await page.close();
    });

    async function review(name: string): Promise<{ arn: string; mail: ParsedMail }> {
      const { call, close } = createClient(server.url, 1);
      const known = sink.mails.length;
      const input = '{"expense": 900}';
      const started = await must(call, "StartExecution", { stateMachineArn, name, input });
      close();
      const mail = await sink.waitFor(
        (each) => sink.mails.indexOf(each) >= known && /Please review/.test(each.text ?? ""),
      );
      return { arn: String(started["executionArn"]), mail };
    }

    it("mails the state machine's own message, and the link asks before it approves", async () => {
      const { arn, mail } = await review("approve");
      assert.equal(mail.subject, "Expense Approval");
      const link = /Approve:\s+"([^"]+)"/.exec(mail.text ?? "")?.[1] ?? "";
      await actLikeScanners(browser, link);
      assert.equal((await describeExecution(arn))["status"], "RUNNING");
      const page = await browser.newPage();
      await page.goto(link);
      assert.match(await textOf(page), /Approved/, "the page says what the link says");
      await confirmOn(page);
      assert.equal((await describeExecution(arn))["status"], "SUCCEEDED");
      await page.goto(/Decline:\s+"([^"]+)"/.exec(mail.text ?? "")?.[1] ?? "");
      assert.doesNotMatch(await textOf(page), /forbidden|error/i);
      const posts = page.locator("form[method=post]");
      assert.equal(await posts.count(), 0, "nothing is left to press");
      await page.close();
    });

    it("fails the workflow when the other link is confirmed", async () => {
      const { arn, mail } = await review("decline");
      const page = await browser.newPage();
      await page.goto(/Decline:\s+"([^"]+)"/.exec(mail.text ?? "")?.[1] ?? "");
      await confirmOn(page);
      await page.close();
      assert.equal((await describeExecution(arn))["status"], "FAILED");
    });
  });
});

/** What prefetchers, link previews and sandboxes do with a link, up to pressing everything there is. */
async function actLikeScanners(browser: Browser, link: string): Promise<void> {
  for (const method of ["GET", "HEAD", "OPTIONS"]) await fetch(link, { method });
  const page = await browser.newPage();
  await page.goto(link);
  const buttons = await page.getByRole("button").count();
  for (let index = 0; index < buttons; index++) {
    await page.goto(link);
    await page.getByRole("button").nth(index).click({ timeout: 2_000 });
  }
  await page.goto(link);
  const forms = await page.locator("form").count();
  for (let index = 0; index < forms; index++) {
    await page.goto(link);
    const body = await fieldsOf(page.locator("form").nth(index));
    const headers = { origin: new URL(link).origin };
    await fetch(page.url(), { method: "POST", headers, body });
  }
  await page.close();
}

/** What a form would send as it stands: no choice is made in it. */
async function fieldsOf(form: Locator): Promise<URLSearchParams> {
  const fields = new URLSearchParams();
  for (const field of await form.locator("input:not([type=radio]), select, textarea").all()) {
    fields.append((await field.getAttribute("name")) ?? "", await field.inputValue());
  }
  assert.equal(await form.locator("input:checked").count(), 0);
  return fields;
}

/** Says yes on a page that asks whether a link was meant. */
async function confirmOn(page: Page): Promise<void> {
  await page.getByRole("radio").first().check();
  await page.getByRole("button").first().click();
}

function linkIn(mail: ParsedMail): string {
  const link = /http:\/\/\S+/.exec(mail.text ?? "")?.[0];
  assert.ok(link, "the mail holds a link");
  return link;
}

function addressOf(mail: ParsedMail): string | undefined {
  const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
  return to?.value[0]?.address;
}

function textOfHtml({ html }: ParsedMail): string {
  return String(html)
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&nbsp;", " ");
}

function textOf(page: Page): Promise<string> {
  return page.locator("main").textContent().then(String);
}
