// What programs do with the links in a mail before its reader does: mail scanners, link previews, sandboxes.
// None of them means anything by it.

import type { Browser, Page } from "playwright-core";

/** A program that opens a link. */
export type Robot = (browser: Browser, link: string) => Promise<void>;

const AGENTS = [
  "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  "facebookexternalhit/1.1",
  "WhatsApp/2.23.20.0",
  "Mozilla/5.0 (compatible; MSIE 11; Microsoft SafeLinks)",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
];

const PREFETCHES: readonly Readonly<Record<string, string>>[] = [
  {},
  { purpose: "prefetch" },
  { "sec-purpose": "prefetch;prerender" },
  { "x-moz": "prefetch" },
  { range: "bytes=0-1023" },
];

/** Fetches it in every way that reads, with and without the cookies that it gets. */
async function prefetches(_browser: Browser, link: string): Promise<void> {
  const requests = ["GET", "HEAD", "OPTIONS"].flatMap((method) =>
    [...PREFETCHES, ...AGENTS.map((agent) => ({ "user-agent": agent }))].map((headers) => ({
      method,
      headers,
    })),
  );
  for (const request of requests) {
    const answer = await fetch(link, request);
    await answer.arrayBuffer();
    const cookie = answer.headers
      .getSetCookie()
      .map((each) => each.split(";", 1)[0])
      .join("; ");
    const again = await fetch(link, { ...request, headers: { ...request.headers, cookie } });
    await again.arrayBuffer();
  }
}

/** Posts to it without any form, as some link checkers do. */
async function posts(_browser: Browser, link: string): Promise<void> {
  const { origin } = new URL(link);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    for (const headers of [{}, { origin }]) {
      const answer = await fetch(link, { method, headers });
      await answer.arrayBuffer();
    }
  }
}

async function pressesTheFirstButton(browser: Browser, link: string): Promise<void> {
  await onEveryPage(browser, link, async (page) => {
    await press(page, 0);
  });
}

async function pressesEveryButton(browser: Browser, link: string): Promise<void> {
  await onEveryPage(browser, link, async (page, url) => {
    const count = await buttonsOf(page).count();
    for (let index = 0; index < count; index++) await press(page, index);
    for (let index = 0; index < count; index++) {
      await page.goto(url);
      await press(page, index);
    }
  });
}

async function pressesEnterEverywhere(browser: Browser, link: string): Promise<void> {
  await onEveryPage(browser, link, async (page, url) => {
    const count = await page.locator("input:not([type=hidden])").count();
    for (let index = 0; index < count; index++) {
      await page.goto(url);
      await page.locator("input:not([type=hidden])").nth(index).press("Enter").catch(ignore);
    }
  });
}

/** By the script's `submit`, which no browser holds up for a field that is missing. */
async function submitsEveryForm(browser: Browser, link: string): Promise<void> {
  await onEveryPage(browser, link, (page, url) => submitForms(page, url, leaveAsItIs));
}

/** Every choice in turn, and something in every field; for links that ask for a code. */
async function fillsInEverything(browser: Browser, link: string): Promise<void> {
  await onEveryPage(browser, link, async (page, url) => {
    for (const choice of [0, 1, 2]) {
      for (const isHiddenFilled of [true, false]) {
        await submitForms(page, url, fillIn, { choice, isHiddenFilled });
      }
    }
  });
}

/** What none of them may decide anything with. */
export const ROBOTS = {
  prefetches,
  posts,
  pressesTheFirstButton,
  pressesEveryButton,
  pressesEnterEverywhere,
  submitsEveryForm,
} satisfies Record<string, Robot>;

/** The same where the approver is asked for a code that stands in the mail alone. */
export const CHALLENGED_ROBOTS = { ...ROBOTS, fillsInEverything } satisfies Record<string, Robot>;

/** The page behind a link, and those of the same site that it leads to. */
async function onEveryPage(
  browser: Browser,
  link: string,
  act: (page: Page, url: string) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 800, height: 1_000 } });
  page.setDefaultTimeout(5_000);
  await page.goto(link);
  const found = await page
    .locator("a[href]")
    .evaluateAll((anchors) =>
      (anchors as unknown as { readonly href: string }[]).map(({ href }) => href),
    );
  const { origin } = new URL(link);
  const urls = new Set([link, ...found.filter((url) => new URL(url).origin === origin)]);
  for (const url of urls) {
    await page.goto(url);
    await act(page, url);
  }
  await page.close();
}

const buttonsOf = (page: Page) => page.locator("button, input[type=submit], [role=button]");

async function press(page: Page, index: number): Promise<void> {
  const button = buttonsOf(page).nth(index);
  if ((await button.count()) === 0) return;
  await button.click({ force: true, timeout: 2_000 }).catch(ignore);
  await page.waitForLoadState("domcontentloaded");
}

interface Filling {
  readonly choice: number;
  readonly isHiddenFilled: boolean;
}

async function submitForms(
  page: Page,
  url: string,
  // Runs in the page.
  fill: (form: never, filling: Filling) => void,
  filling: Filling = { choice: 0, isHiddenFilled: false },
): Promise<void> {
  const count = await page.locator("form").count();
  for (let index = 0; index < count; index++) {
    await page.goto(url);
    const script = `(${fill})(document.forms[${index}], ${JSON.stringify(filling)});
      HTMLFormElement.prototype.submit.call(document.forms[${index}])`;
    await Promise.all([page.waitForNavigation(), page.evaluate(script)]);
  }
}

function leaveAsItIs(): void {}

interface Field {
  readonly type: string;
  readonly name: string;
  value: string;
  checked: boolean;
  readonly closest: (selector: string) => unknown;
}

function fillIn(
  form: { readonly elements: Iterable<Field> },
  { choice, isHiddenFilled }: Filling,
): void {
  const fields = [...form.elements];
  const radios = fields.filter(({ type }) => type === "radio");
  for (const field of fields) {
    if (field.type === "radio") field.checked = field === radios[choice % radios.length];
    else if (field.type === "checkbox") field.checked = true;
    else if (field.type !== "hidden" && field.type !== "submit") {
      const isHidden = field.closest("[aria-hidden=true]") !== null;
      if (!isHidden || isHiddenFilled)
        field.value = field.name === "to" ? "robot@example.com" : "ABC234";
    }
  }
}

function ignore(): void {}
