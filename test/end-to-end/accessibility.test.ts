// Every page in a real browser, on a phone and on a desktop, light and dark: nothing that axe finds fault
// with, and nothing wider than the screen. https://github.com/dequelabs/axe-core

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { type EveryPage, openEveryPage } from "../support/every-page.ts";

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 860 };
/** Each size and each scheme comes with all rules once; the other two differ in colours and layout alone. */
const LOOKS = [
  { size: PHONE, colorScheme: "light", rules: "all" },
  { size: DESKTOP, colorScheme: "dark", rules: "all" },
  { size: PHONE, colorScheme: "dark", rules: "colours" },
  { size: DESKTOP, colorScheme: "light", rules: "colours" },
] as const;
const COLOURS = { runOnly: ["color-contrast", "link-in-text-block"] };
const ALL = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] };
/** From left to right, with long words, from right to left, and without spaces between words. */
const LANGUAGES = ["en", "de", "ar", "ja"] as const;

describe("pages", { concurrency: 1 }, () => {
  let every: EveryPage;
  let browser: Browser;

  before(async () => {
    [every, browser] = await Promise.all([openEveryPage(), launchBrowser()]);
  });

  after(async () => {
    await browser?.close();
    await every?.close();
  });

  async function findFaults(page: Page, name: string): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const { colorScheme, rules, size } of LOOKS) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      const look = `${name}, ${size.width} px, ${colorScheme}`;
      const options = JSON.stringify(rules === "all" ? ALL : COLOURS);
      const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as AxeResults;
      for (const { id, nodes } of violations) {
        faults.push(`${look}: ${id} at ${nodes.map(({ html }) => html).join(" ")}`);
      }
      const isWider = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      if (isWider) faults.push(`${look}: wider than the screen`);
    }
    return faults;
  }

  it("have no fault that a machine can find", async () => {
    const faults: string[] = [];
    const pages = Object.entries(every.pages).values();
    const lookAtPages = async () => {
      const context = await browser.newContext({ locale: "en" });
      for (const [name, show] of pages) {
        const page = await context.newPage();
        await show(page);
        // By the protocol, since the pages allow no scripts.
        await page.evaluate(axe.source);
        faults.push(...(await findFaults(page, name)));
        await page.close();
      }
      await context.close();
    };
    await Promise.all([lookAtPages(), lookAtPages()]);
    assert.deepEqual(faults, []);
  });

  it("fit on a small phone in languages of every kind", async () => {
    const faults: string[] = [];
    for (const locale of LANGUAGES) {
      const context = await browser.newContext({ locale, viewport: { width: 320, height: 600 } });
      const page = await context.newPage();
      for (const name of ["decision-form", "instead", "sign-in", "hosted", "take-back"]) {
        await every.pages[name]?.(page);
        const language = await page.locator("html").getAttribute("lang");
        const isWider = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
        if (language !== locale || isWider) faults.push(`${name} in ${locale}`);
      }
      await context.close();
    }
    assert.deepEqual(faults, []);
  });
});
