// A topic whose messages are mailed, set up over the public API as a user would.

import { simpleParser } from "mailparser";

/** Creates a topic with one confirmed e-mail subscriber and answers with its ARN. */
export async function createTopicWithMail(
  url: string,
  name = "approvals",
  endpoint = "manager@example.com",
): Promise<string> {
  const created = await query(url, { Action: "CreateTopic", Name: name });
  const topicArn = textIn(created, "TopicArn");
  await query(url, {
    Action: "Subscribe",
    TopicArn: topicArn,
    Protocol: "email",
    Endpoint: endpoint,
  });
  await confirmByMail(url, topicArn, await newestMail(url));
  return topicArn;
}

/** Confirms a subscription with the token in its confirmation mail. */
export async function confirmByMail(url: string, topicArn: string, mail: string): Promise<void> {
  const token = /[?&]Token=([A-Za-z0-9_-]+)/i.exec(mail)?.[1];
  if (!token) throw new Error("the mail holds no confirmation token");
  await query(url, { Action: "ConfirmSubscription", TopicArn: topicArn, Token: token });
}

/** Calls SNS by the Query protocol and answers with the XML. */
export async function query(url: string, input: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ Version: "2010-03-31", ...input });
  const response = await fetch(url, { method: "POST", body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${input["Action"]}: ${response.status} ${text}`);
  return text;
}

async function newestMail(url: string): Promise<string> {
  const list = await (await fetch(`${url}/mailbox`)).text();
  const newest = /mailbox\/([0-9a-z]{26})/.exec(list)?.[1];
  const raw = await (await fetch(`${url}/mailbox/${newest}/raw`)).text();
  return (await simpleParser(raw)).text ?? "";
}

export function textIn(xml: string, element: string): string {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`no ${element} in ${xml}`);
  return found;
}
