// A self-signed X.509 certificate, written as DER by hand: node:crypto reads certificates and makes
// none. It carries a public key to subscribers; trust comes from where it is fetched, not from it.
// https://www.rfc-editor.org/rfc/rfc5280#section-4.1

import { type KeyObject, randomBytes, sign } from "node:crypto";
import type { Instant } from "../base/instant.ts";

export interface CertificateRequest {
  readonly commonName: string;
  /** RSA. */
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly validFrom: Instant;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;

/** 1.2.840.113549.1.1.11 */
const SHA256_WITH_RSA = Buffer.from("2a864886f70d01010b", "hex");
/** 2.5.4.3 */
const COMMON_NAME = Buffer.from("550403", "hex");
const VALID_DAYS = 3650;
const DAY_MS = 86_400_000;

/** PEM text. */
export function renderSelfSignedCertificate(request: CertificateRequest): string {
  const algorithm = der(SEQUENCE, der(OBJECT_IDENTIFIER, SHA256_WITH_RSA), der(NULL));
  const attribute = der(
    SEQUENCE,
    der(OBJECT_IDENTIFIER, COMMON_NAME),
    der(UTF8_STRING, Buffer.from(request.commonName)),
  );
  const name = der(SEQUENCE, der(SET, attribute));
  const body = der(
    SEQUENCE,
    der(INTEGER, serialNumber()),
    algorithm,
    name,
    der(SEQUENCE, time(request.validFrom - DAY_MS), time(request.validFrom + VALID_DAYS * DAY_MS)),
    name,
    request.publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = bits(sign("RSA-SHA256", body, request.privateKey));
  return pem(der(SEQUENCE, body, algorithm, signature));
}

function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

/** Positive and without leading zero bytes, whatever the draw. */
function serialNumber(): Uint8Array {
  const serial = randomBytes(16);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  return serial;
}

function bits(bytes: Uint8Array): Buffer {
  return der(BIT_STRING, Buffer.from([0]), bytes);
}

/** RFC 5280: UTCTime through 2049, GeneralizedTime from 2050 on. */
function time(at: Instant): Buffer {
  const digits = `${new Date(at).toISOString().replace(/[-:T]|\..*/g, "")}Z`;
  return digits < "2050"
    ? der(UTC_TIME, Buffer.from(digits.slice(2)))
    : der(GENERALIZED_TIME, Buffer.from(digits));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
