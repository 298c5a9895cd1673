// The JSON documents of SNS: what HTTP(S) and email-json subscribers get, signed.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html

import type { Instant } from "../base/instant.ts";
import type { SignatureVersion, Signer } from "./signer.ts";

/** What gets signed; `Type` and the rest in the order in which SNS writes them. */
export interface UnsignedDocument {
  readonly Type: "Notification" | "SubscriptionConfirmation";
  readonly MessageId: string;
  readonly Token?: string;
  readonly TopicArn: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly SubscribeURL?: string;
  readonly Timestamp: string;
}

export interface SignedDocument extends UnsignedDocument {
  readonly SignatureVersion: SignatureVersion;
  readonly Signature: string;
  readonly SigningCertURL: string;
}

/** ISO-8601 with milliseconds, as SNS writes it. */
export function documentTimestamp(at: Instant): string {
  if (at !== last.at) last = { at, text: new Date(at).toISOString() };
  return last.text;
}

/** Messages that are published together share it. */
let last = { at: Number.NaN, text: "" };

/** Each member on two lines, name and value, in byte order of the names; every line ends. */
export function canonicalText(document: UnsignedDocument): string {
  return Object.entries(document)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
}

export async function signDocument(
  document: UnsignedDocument,
  options: {
    readonly signer: Pick<Signer, "sign">;
    readonly version: SignatureVersion;
    readonly certificateUrl: string;
  },
): Promise<SignedDocument> {
  return {
    ...document,
    SignatureVersion: options.version,
    Signature: await options.signer.sign(canonicalText(document), options.version),
    SigningCertURL: options.certificateUrl,
  };
}
