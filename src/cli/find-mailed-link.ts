// Finds the decision link in the mailbox, as a person would: the newest mail about an execution.

import { setTimeout as sleep } from "node:timers/promises";
import type { Credentials } from "../config/config.ts";

const MAIL_PATH = /\bmailbox\/[0-9a-z]{26}(?=["?#])/g;
const DECISION_LINK = /https?:\/\/[^\s"'<>]+\/approvals\/[A-Za-z0-9_-]{43}/;

const TRIES = 50;
const PAUSE_MS = 100;

interface Mailbox {
  readonly url: string;
  readonly credentials: Credentials | undefined;
}

/** `undefined` when no such mail comes within some seconds. */
export async function findMailedLink(
  mailbox: Mailbox,
  executionName: string,
): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const list = await readPage(mailbox, "/mailbox");
    for (const path of new Set(list.match(MAIL_PATH))) {
      const mail = await readPage(mailbox, `/${path}`);
      const link = mail.includes(executionName) ? DECISION_LINK.exec(mail)?.[0] : undefined;
      if (link !== undefined) return link;
    }
    await sleep(PAUSE_MS);
  }
  return undefined;
}

async function readPage({ url, credentials }: Mailbox, path: string): Promise<string> {
  const headers: Record<string, string> = {};
  if (credentials !== undefined) {
    const pair = `${credentials.accessKeyId}:${credentials.secretAccessKey}`;
    headers["authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  const response = await fetch(url + path, { headers });
  return response.ok ? response.text() : "";
}
