// Whether an address fits its protocol, in SNS's words.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html

import type { SubscriptionProtocol } from "../store/records.ts";
import { invalidParameter, unsupported } from "./errors.ts";

const PROTOCOLS: readonly string[] = ["email", "email-json", "http", "https"];
const AWS_ONLY: readonly string[] = ["application", "firehose", "lambda", "sms", "sqs"];

/** One plain address: no display name, no list, nothing that could end a header or a command. */
const EMAIL = /^[^\s\p{Cc}@<>()[\],;:\\"]+@[^\s\p{Cc}@<>()[\],;:\\"]+$/u;
const EMAIL_LENGTH_MAX = 254;
const URL_LENGTH_MAX = 2048;

/** @throws NotificationError */
export function checkProtocol(protocol: string): SubscriptionProtocol {
  if (PROTOCOLS.includes(protocol)) return protocol as SubscriptionProtocol;
  if (AWS_ONLY.includes(protocol)) {
    throw unsupported("Protocol", `${protocol} is not supported by this server`);
  }
  throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
}

/** @throws NotificationError */
export function checkEndpoint(protocol: SubscriptionProtocol, endpoint: string): void {
  if (protocol === "http" || protocol === "https") {
    checkUrl(protocol, endpoint);
  } else if (!isMailAddress(endpoint)) {
    throw invalidParameter("Email address");
  }
}

/** One plain address, as people write it. */
export function isMailAddress(text: string): boolean {
  return EMAIL.test(text) && text.length <= EMAIL_LENGTH_MAX;
}

function checkUrl(protocol: "http" | "https", endpoint: string): void {
  if (!endpoint.toLowerCase().startsWith(`${protocol}://`)) {
    throw invalidParameter("Endpoint must match the specified protocol");
  }
  if (!URL.canParse(endpoint) || endpoint.length > URL_LENGTH_MAX) {
    throw unsupported("Endpoint", "Invalid URL");
  }
}

/** The address as lists show it: a password in a URL stays out of them. */
export function maskEndpoint(endpoint: string): string {
  return endpoint.replace(/^(https?:\/\/[^/@:]*):[^/@]*@/i, "$1:****@");
}
