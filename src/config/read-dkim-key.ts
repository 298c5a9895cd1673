// The private key that mails are signed with. https://www.rfc-editor.org/rfc/rfc6376

import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { DkimConfig } from "./config.ts";

export interface DkimKey {
  readonly domainName: string;
  readonly keySelector: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Mails cannot be sent as it was said; the message is one line for the operator. */
export class MailConfigError extends Error {
  override readonly name = "MailConfigError";
}

/** Receivers need not trust shorter ones: https://www.rfc-editor.org/rfc/rfc8301#section-3.2 */
const BITS_MIN = 1_024;

/** @throws MailConfigError when it is no key that can sign mails */
export function readDkimKey({ keyFile, selector, domain }: DkimConfig): DkimKey {
  let text: string;
  try {
    text = readFileSync(keyFile, "utf8");
  } catch {
    throw new MailConfigError(`the DKIM key ${keyFile} cannot be read`);
  }
  const key = parseKey(text);
  if (key === undefined) throw new MailConfigError(`${keyFile} holds no private key in PEM`);
  if (key.asymmetricKeyType !== "rsa") {
    throw new MailConfigError(`the DKIM key ${keyFile} must be an RSA key`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < BITS_MIN) {
    throw new MailConfigError(`the DKIM key ${keyFile} has ${bits} bits: it needs ${BITS_MIN}`);
  }
  return { domainName: domain, keySelector: selector, privateKey: text };
}

/** What stands under `p=` in the DNS: the public key, as base64 of its DER. */
export function publishedKeyOf({ privateKey }: Pick<DkimKey, "privateKey">): string {
  const key = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return key.toString("base64");
}

function parseKey(text: string) {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
