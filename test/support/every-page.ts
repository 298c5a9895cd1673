// Every page that people and operators meet, in each of its states, for whoever looks at all of them.

import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import type { JsonObject } from "../../src/base/json.ts";
import { newSession } from "../../src/identity/sessions.ts";
import type { MailContent } from "../../src/notifications/mail.ts";
import { openWeb, type WebBench } from "../../src/web/testing.ts";
import { hostedApi } from "./sample-hosted-api.ts";

/** Brings a browser's page to where there is something to see; some can be seen once. */
export type Show = (page: Page) => Promise<void>;

export interface EveryPage {
  readonly url: string;
  /** By a name that a file can have. */
  readonly pages: Readonly<Record<string, Show>>;
  close(): Promise<void>;
}

const ANN = "ann@example.com";
const DAY = 86_400_000;
const EVA: JsonObject = { requester: { name: "Eva Wolf", email: "eva@example.com" } };

const PURCHASE: JsonObject = {
  ...EVA,
  title: "Purchase of 12 office chairs",
  summary: "The old ones are worn out.\nThe offer is valid until the end of January.",
  approver: ANN,
  details: {
    amount: 4_800,
    currency: "EUR",
    supplier: "Stuhl & Söhne GmbH",
    neededBy: "2026-01-31",
    items: [
      { article: "Chair “Komfort”", quantity: 10, price: 400 },
      { article: "Chair “Kompakt”", quantity: 2, price: 400 },
    ],
  },
  commentRequiredOn: ["decline"],
  reminders: { after: "1d" },
};

const FILLED_IN: JsonObject = {
  ...PURCHASE,
  title: "Purchase with a form, changes and attachments",
  form: {
    title: "Booking",
    description: "Where it is booked.",
    properties: {
      costCentre: { type: "string", title: "Cost centre", description: "Such as DE-100." },
      account: { type: "string", enum: ["Office", "Other"] },
      urgent: { type: "boolean", title: "Deliver at once" },
      note: { type: "string", maxLength: 1_000 },
    },
    required: ["costCentre"],
  },
  editable: { properties: { amount: { type: "number", minimum: 0, maximum: 4_800 } } },
  attachments: [{ title: "The offer", url: "https://files.example.com/offer.pdf" }],
  confirmation: "challenge",
};

const STAGED: JsonObject = {
  ...PURCHASE,
  title: "Purchase that several people decide",
  approver: undefined as never,
  stages: [
    { name: "Team", approvers: [ANN] },
    { name: "Board", approvers: ["bob@example.com", "cid@example.com"], need: 2 },
  ],
};

export async function openEveryPage(): Promise<EveryPage> {
  const web = await openWeb({ hostedApi, roles: { [ANN]: "operator" } });
  const url = await web.app.listen({ port: 0, host: "127.0.0.1" });
  const at =
    (path: string): Show =>
    (page) =>
      goTo(page, url + path);
  const pages = {
    ...(await decisionPages(web, at)),
    ...(await outcomePages(web, at)),
    ...(await otherActionPages(web, at)),
    ...(await signInPages(web, url, at)),
    ...(await requestedPages(web, url, at)),
    ...(await digestPages(web, at)),
    ...(await subscriptionPages(web, at)),
    ...(await operatorPages(web, at)),
  };
  return { url, pages, close: () => web.app.close() };
}

type At = (path: string) => Show;

async function decisionPages(web: WebBench, at: At): Promise<Record<string, Show>> {
  const expense = await web.ask();
  const purchase = await web.ask(PURCHASE);
  const filledIn = await web.ask(FILLED_IN);
  const staged = await web.ask(STAGED);
  await submit(web, staged.path, { choice: "approve", comment: "Fine with me." });
  const second = await linkTo(web, "bob@example.com");
  await submit(web, second, { choice: "approve" });
  const third = await linkTo(web, "cid@example.com");
  const signedIn = await web.ask({ ...PURCHASE, title: "Signed in", confirmation: "signedIn" });
  return {
    decision: at(expense.path),
    "decision-followed": at(`${purchase.path}?choice=decline`),
    "decision-incomplete": then(at(purchase.path), async (page) => {
      await page.locator("[name=choice]").last().check();
      await send(page);
    }),
    "decision-form": at(filledIn.path),
    "decision-form-problems": then(at(filledIn.path), async (page) => {
      await page.locator("[name=choice]").first().check();
      await page.locator("[name=code]").first().fill("WRONG2");
      await send(page);
    }),
    "decision-staged": at(third),
    "decision-signed-in": at(signedIn.path),
    counted: at(second),
  };
}

async function outcomePages(web: WebBench, at: At): Promise<Record<string, Show>> {
  const recorded = await web.ask({ ...PURCHASE, title: "To be recorded" });
  const decided = await web.ask({ ...PURCHASE, title: "Decided" });
  await submit(web, decided.path, { choice: "approve", comment: "Fine." });
  const late = await web.ask({ ...PURCHASE, title: "Decided meanwhile" });
  const held = await web.ask({ ...PURCHASE, title: "Held", undo: "5d" });
  await submit(web, held.path, { choice: "approve" });
  const cancelled = await web.ask({ ...PURCHASE, title: "Cancelled" });
  await web.engine.deliver(cancelled.executionId, { kind: "stopRequested" });
  const expired = await web.ask({ ...PURCHASE, title: "Expired", expiry: { after: "1d" } });
  const before = web.now;
  web.now += 2 * DAY;
  await web.passApprovalTime();
  web.now = before;
  return {
    recorded: then(at(recorded.path), async (page) => {
      await page.locator("[name=choice]").first().check();
      await send(page);
    }),
    decided: at(decided.path),
    "decided-unfolded": then(at(decided.path), openAll),
    "decided-otherwise": async (page) => {
      await at(late.path)(page);
      await page.locator("[name=choice]").last().check();
      await page.locator("[name=comment]").fill("No.");
      await submit(web, late.path, { choice: "approve" });
      await send(page);
    },
    "take-back": at(held.path),
    cancelled: at(cancelled.path),
    expired: at(expired.path),
    "unknown-link": at(`/approvals/${"A".repeat(43)}`),
    "not-found": at("/nothing-here"),
  };
}

async function otherActionPages(web: WebBench, at: At): Promise<Record<string, Show>> {
  const asked = await web.ask({ ...FILLED_IN, title: "Asked about", confirmation: "click" });
  await submit(web, `${asked.path}/instead`, { do: "ask", text: "Why twelve?" });
  const question = await linkTo(web, "eva@example.com");
  const back = await web.ask({ ...FILLED_IN, title: "Sent back", confirmation: "click" });
  await submit(web, `${back.path}/instead`, { do: "sendBack", text: "Too many." });
  const sentBack = await linkTo(web, "eva@example.com");
  const handedOn = await web.ask({ ...PURCHASE, title: "Handed on" });
  await submit(web, `${handedOn.path}/instead`, { do: "handOn", to: "dan@example.com" });
  const open = await web.ask({ ...PURCHASE, title: "Instead" });
  return {
    instead: at(`${open.path}/instead`),
    "instead-problem": then(at(`${open.path}/instead`), async (page) => {
      await page.locator("[name=to]").fill("nobody");
      await page.locator("form:has([name=to]) button").click();
    }),
    elsewhere: at(handedOn.path),
    "sent-back": at(back.path),
    "answered-question": at(asked.path),
    requester: at(question),
    "requester-sent-back": at(sentBack),
  };
}

async function signInPages(web: WebBench, url: string, at: At): Promise<Record<string, Show>> {
  const as = await signedIn(web, url, at, ANN);
  const item = await web.ask({ ...PURCHASE, title: "In the inbox" });
  const done = await web.ask({ ...STAGED, title: "In the inbox, decided" });
  await submit(web, done.path, { choice: "approve", comment: "Fine." });
  return {
    "sign-in": at("/sign-in"),
    "sign-in-problem": then(at("/sign-in"), async (page) => {
      await page.locator("[name=address]").fill("nobody");
      await send(page);
    }),
    "sign-in-sent": then(at("/sign-in"), async (page) => {
      await page.locator("[name=address]").fill(ANN);
      await send(page);
    }),
    "sign-in-confirm": async (page) => {
      await at("/sign-in")(page);
      await page.locator("[name=address]").fill("bob@example.com");
      await send(page);
      await at(await linkTo(web, "bob@example.com"))(page);
    },
    "sign-in-useless": at(`/sign-in/${"A".repeat(43)}`),
    inbox: as("/inbox"),
    "inbox-item": as(`/inbox/${item.approval.id}`),
    "inbox-item-decided": as(`/inbox/${done.approval.id}`),
    "inbox-not-signed-in": at("/inbox"),
    delegation: as("/settings/delegation"),
  };
}

/** What somebody has asked themselves. */
async function requestedPages(web: WebBench, url: string, at: At): Promise<Record<string, Show>> {
  const requester = { email: "fay@example.com", name: "Fay" };
  const done = await web.ask({ ...PURCHASE, requester, title: "A chair" });
  await submit(web, done.path, { choice: "decline", comment: "Sit on the old one." });
  const asked = await web.ask({ ...STAGED, requester, title: "Twelve chairs" });
  await submit(web, asked.path, { choice: "approve", comment: "Fine with me." });
  const board = await linkTo(web, "bob@example.com");
  await submit(web, `${board}/instead`, { do: "ask", text: "Why twelve?" });
  await submit(web, await linkTo(web, "cid@example.com"), { choice: "approve" });
  const as = await signedIn(web, url, at, "fay@example.com");
  return {
    "inbox-requested": as("/inbox"),
    "inbox-requested-item": as(`/inbox/${asked.approval.id}`),
    "inbox-requested-done": as(`/inbox/${done.approval.id}`),
    "requester-staged": at(await linkTo(web, "fay@example.com")),
    "decision-open-question": at(board),
  };
}

async function digestPages(web: WebBench, at: At): Promise<Record<string, Show>> {
  const address = "gil@example.com";
  await web.putPerson(address, { digest: "daily 08:00" });
  const reminders = { after: "2h", every: "2h" };
  await web.ask({ ...PURCHASE, title: "In a digest", approver: address, reminders });
  const before = web.now;
  for (let hour = 0; hour < 24; hour++) {
    web.now += DAY / 24;
    await web.passApprovalTime();
    await web.sendDigests();
  }
  web.now = before;
  const mails = await web.store.listDeliveries({ channels: ["email"] }, { limit: 100 });
  const headers = mails.map(({ content }) => (JSON.parse(content) as MailContent).headers ?? {});
  const stops = headers.flatMap((each) => each["List-Unsubscribe"] ?? []);
  const [path] = /\/digests\/[\w.-]+/.exec(stops[0] ?? "") ?? [];
  assert.ok(path, "a digest with a way to stop it");
  return {
    "digest-stop": at(path),
    "digest-stop-incomplete": then(at(path), async (page) => {
      await page.locator("form#decide").evaluate((form) => {
        (form as unknown as { noValidate: boolean }).noValidate = true;
      });
      await send(page);
    }),
    "digest-stopped": then(at(path), async (page) => {
      await page.getByRole("radio").first().check();
      await send(page);
    }),
    "digest-unknown": at("/digests/nothing"),
  };
}

async function subscriptionPages(web: WebBench, at: At): Promise<Record<string, Show>> {
  const path = await web.subscribe("jane@example.com");
  return {
    subscription: at(path),
    "subscription-incomplete": then(at(path), async (page) => {
      await page.locator("form#decide").evaluate((form) => {
        (form as unknown as { noValidate: boolean }).noValidate = true;
      });
      await send(page);
    }),
    "subscription-problem": at("/subscriptions/confirm?TopicArn=a&Token=b"),
    hosted: at("/restapis/abc/prod/open?Type=Approved"),
    "hosted-done": then(at("/restapis/abc/prod/open?Type=Approved"), async (page) => {
      await page.getByRole("radio").first().check();
      await send(page);
    }),
    "hosted-over": at("/restapis/abc/prod/closed"),
    "hosted-invalid": at("/restapis/abc/prod/invalid"),
  };
}

async function operatorPages(web: WebBench, at: At): Promise<Record<string, Show>> {
  const asked = await web.ask({ ...FILLED_IN, title: "For operators" });
  const done = await web.ask({ ...PURCHASE, title: "Done" });
  await submit(web, done.path, { choice: "decline", comment: "No." });
  const [mail] = await web.store.listDeliveries({ channels: ["email"] }, { limit: 1 });
  const waiting = `/waiting/${asked.executionId}.1`;
  return {
    executions: at("/executions"),
    "executions-none": at("/executions?machine=none"),
    "execution-waiting": at(`/executions/${asked.executionId}`),
    "execution-ended": at(`/executions/${done.executionId}`),
    waiting: at("/waiting"),
    "waiting-problem": at("/waiting?olderThan=long"),
    "waiting-item": at(waiting),
    "waiting-done": then(at("/waiting"), async (page) => {
      await page.locator("[name=id]").first().check();
      await page.locator("[name=do]").selectOption("remind");
      await page.getByRole("button", { name: "Do it" }).click();
    }),
    mailbox: at("/mailbox"),
    mail: at(`/mailbox/${mail?.id}`),
  };
}

function then(show: Show, act: (page: Page) => Promise<void>): Show {
  return async (page) => {
    await show(page);
    await act(page);
    await page.waitForLoadState();
  };
}

async function goTo(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: "load" });
}

async function send(page: Page): Promise<void> {
  await page.locator("form#decide button").click();
  await page.waitForLoadState();
}

/** Shows what is folded. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
}

/** Pages of somebody who is signed in. */
async function signedIn(
  web: WebBench,
  url: string,
  at: At,
  address: string,
): Promise<(path: string) => Show> {
  const { secret, session } = newSession({ sessionHours: 1 }, { address, method: "mail" }, web.now);
  await web.commit([{ kind: "createSession", session }]);
  return (path) => async (page) => {
    await setSession(page.context(), url, secret);
    await at(path)(page);
    await page.context().clearCookies({ name: "countersign-session" });
  };
}

async function setSession(context: BrowserContext, url: string, value: string): Promise<void> {
  await context.addCookies([{ name: "countersign-session", value, url }]);
}

async function submit(web: WebBench, path: string, fields: Record<string, string>): Promise<void> {
  const answer = await web.app.inject({
    method: "POST",
    url: path,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields).toString(),
  });
  assert.equal(answer.statusCode, 200, answer.body);
}

/** The path of the link in the newest mail to somebody that holds one. */
async function linkTo(web: WebBench, address: string): Promise<string> {
  const deliveries = await web.store.listDeliveries({}, { limit: 100 });
  const found = deliveries
    .filter(({ endpoint }) => endpoint === address)
    .map(({ content }) => (JSON.parse(content) as MailContent).text)
    .map((text) => /\/(?:approvals|requests|sign-in)\/[\w-]{43}/.exec(text)?.[0])
    .find((path) => path !== undefined);
  assert.ok(found, `a link in a mail to ${address}`);
  return found;
}
