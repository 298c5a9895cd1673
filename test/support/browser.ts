// A real browser from the npm registry, so that tests need nothing installed by hand.

import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // Not the package's own arguments: its single process ends with its first page.
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    headless: true,
  });
}
