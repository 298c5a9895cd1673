// Who calls, and whether they may: AWS Signature Version 4, in the Authorization header or in the
// query of a presigned URL. The signature is computed again from what arrived and compared.
//
// Any region and service in the scope is accepted, as clients with an endpoint of their own sign for
// whatever they are configured with. Permissions are not looked at here.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../base/instant.ts";
import type { Credentials } from "../../config/config.ts";
import { ApiError } from "../api-error.ts";
import type { Caller } from "../operation.ts";
import { findHeader, type WireRequest } from "./wire.ts";

/**
 * Tells who sent a request.
 * @throws ApiError `MissingAuthenticationToken`, `IncompleteSignature`, `InvalidClientTokenId`,
 * `SignatureDoesNotMatch`, all with status 403
 */
export type Authenticator = (request: WireRequest) => Promise<Caller>;

/** How far the clocks of caller and server may be apart. */
const SKEW_MS = 5 * 60_000;
const EXPIRES_SECONDS_MAX = 7 * 24 * 3600;

/**
 * With credentials, only requests signed with them pass. Without, everybody does, under the access key
 * id they mention, or as `anonymous`.
 */
export function createAuthenticator(
  credentials: Credentials | undefined,
  clock: Clock,
): Authenticator {
  if (credentials === undefined) {
    return async (request) => ({ name: claimedKeyId(request) ?? "anonymous" });
  }
  return async (request) => {
    const claim = readClaim(request);
    if (claim.accessKeyId !== credentials.accessKeyId) {
      throw denied(
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
      );
    }
    checkInstant(claim, clock());
    checkPayloadHash(request, claim);
    if (!isSame(await sign(credentials, request, claim), claim.signature)) {
      throw denied(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. " +
          "Check your AWS Secret Access Key and signing method.",
      );
    }
    return { name: claim.accessKeyId };
  };
}

/** Whether a request carries a signature at all, right or wrong. */
export function isSigned(request: WireRequest): boolean {
  const isByHeader = findHeader(request, "authorization")?.startsWith("AWS4-") ?? false;
  return isByHeader || queryOf(request).has("X-Amz-Signature");
}

/** What a request says about its signature. */
interface Claim {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** As sent: `20261122T201800Z`. */
  readonly date: string;
  readonly signedAt: number;
  /** Of a presigned URL. */
  readonly expiresSeconds?: number;
}

function readClaim(request: WireRequest): Claim {
  const query = queryOf(request);
  if (query.has("X-Amz-Signature")) return readQueryClaim(query);
  const header = findHeader(request, "authorization");
  if (header === undefined) {
    throw denied("MissingAuthenticationToken", "Missing Authentication Token");
  }
  const [algorithm, ...rest] = header.split(/\s+/);
  if (algorithm !== "AWS4-HMAC-SHA256") {
    throw incomplete("Authorization header requires 'AWS4-HMAC-SHA256'.");
  }
  const field = (name: string) => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(rest.join(""))?.[1];
  return makeClaim({
    credential: field("Credential"),
    signedHeaders: field("SignedHeaders"),
    signature: field("Signature"),
    date: findHeader(request, "x-amz-date"),
  });
}

function readQueryClaim(query: URLSearchParams): Claim {
  const claim = makeClaim({
    credential: query.get("X-Amz-Credential") ?? undefined,
    signedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
    signature: query.get("X-Amz-Signature") ?? undefined,
    date: query.get("X-Amz-Date") ?? undefined,
  });
  const expiresSeconds = Number(query.get("X-Amz-Expires") ?? Number.NaN);
  if (!(expiresSeconds >= 1 && expiresSeconds <= EXPIRES_SECONDS_MAX)) {
    throw incomplete("X-Amz-Expires must be between 1 and 604800 seconds.");
  }
  return { ...claim, expiresSeconds };
}

function makeClaim(parts: {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly date: string | undefined;
}): Claim {
  const scope = parts.credential?.split("/");
  const [region, service, terminator] = scope?.slice(-3) ?? [];
  const day = scope?.at(-4);
  const accessKeyId = scope?.slice(0, -4).join("/");
  const date = parts.date ?? "";
  const signedHeaders = parts.signedHeaders?.toLowerCase().split(";") ?? [];
  const signedAt = parseDate(date);
  if (!accessKeyId || !region || !service || terminator !== "aws4_request") {
    throw incomplete(
      "The request needs a Credential of the form key/date/region/service/aws4_request.",
    );
  }
  if (!parts.signature) throw incomplete("The request needs a Signature.");
  if (!signedHeaders.includes("host")) throw incomplete("'Host' must be a 'SignedHeader'.");
  if (signedAt === undefined || day !== date.slice(0, 8)) {
    throw incomplete("The request needs an X-Amz-Date that matches its Credential.");
  }
  return {
    accessKeyId,
    region,
    service,
    signedHeaders,
    signature: parts.signature,
    date,
    signedAt,
  };
}

function parseDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

function checkInstant(claim: Claim, now: number): void {
  const validMs = claim.expiresSeconds === undefined ? SKEW_MS : claim.expiresSeconds * 1000;
  if (claim.signedAt > now + SKEW_MS) {
    throw denied(
      "SignatureDoesNotMatch",
      `Signature not yet current: ${claim.date} is still later than ${wireDate(now + SKEW_MS)} ` +
        `(${wireDate(now)} + 5 min.)`,
    );
  }
  if (claim.signedAt + validMs < now) {
    throw denied(
      "SignatureDoesNotMatch",
      `Signature expired: ${claim.date} is now earlier than ${wireDate(now - validMs)} ` +
        `(${wireDate(now)} - ${Math.ceil(validMs / 60_000)} min.)`,
    );
  }
}

function wireDate(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d{3}|[-:]/g, "");
}

/** A signed hash stands for the body: it must be that of the body that arrived. */
function checkPayloadHash(request: WireRequest, claim: Claim): void {
  if (!claim.signedHeaders.includes("x-amz-content-sha256")) return;
  const actual = createHash("sha256").update(request.body).digest("hex");
  if (findHeader(request, "x-amz-content-sha256") !== actual) {
    throw denied(
      "SignatureDoesNotMatch",
      "The value of x-amz-content-sha256 is not the hash of the request body.",
    );
  }
}

/** Loaded with the first signature: a server without credentials checks none. */
function signing() {
  return Promise.all([import("@smithy/signature-v4"), import("@aws-crypto/sha256-js")]);
}

async function sign(
  credentials: Credentials,
  request: WireRequest,
  claim: Claim,
): Promise<string | undefined> {
  const [{ SignatureV4 }, { Sha256 }] = await signing();
  const signer = new SignatureV4({
    credentials,
    region: claim.region,
    service: claim.service,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = new Set(claim.signedHeaders);
  const options = { signingDate: new Date(claim.signedAt), signableHeaders: signed };
  const plain = plainRequest(request, signed);
  if (claim.expiresSeconds === undefined) {
    const { headers } = await signer.sign(plain, options);
    return /Signature=([0-9a-f]{64})$/.exec(headers["authorization"] ?? "")?.[1];
  }
  const presigned = await signer.presign(plain, {
    ...options,
    expiresIn: claim.expiresSeconds,
    unhoistableHeaders: signed,
  });
  return String(presigned.query?.["X-Amz-Signature"]);
}

/** The request as it was before it was signed. */
function plainRequest(request: WireRequest, signedHeaders: ReadonlySet<string>) {
  const query: Record<string, string | string[]> = {};
  const parameters = queryOf(request);
  for (const name of new Set(parameters.keys())) {
    if (!PRESIGNING_PARAMETERS.has(name)) query[name] = parameters.getAll(name);
  }
  const headers: Record<string, string> = {};
  for (const name of signedHeaders) {
    const value = findHeader(request, name);
    if (value !== undefined) headers[name] = value;
  }
  return {
    method: request.method,
    protocol: "http:",
    hostname: headers["host"] ?? "",
    path: request.url.split("?", 1)[0] ?? "/",
    query,
    headers,
    body: request.body,
  };
}

const PRESIGNING_PARAMETERS: ReadonlySet<string> = new Set([
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
]);

function queryOf(request: WireRequest): URLSearchParams {
  const start = request.url.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : request.url.slice(start));
}

function claimedKeyId(request: WireRequest): string | undefined {
  const header = findHeader(request, "authorization") ?? "";
  const inQuery = request.url.includes("?") ? queryOf(request).get("X-Amz-Credential") : null;
  const credential =
    /Credential=([^/,\s]{1,128})\//.exec(header)?.[1] ??
    /^([^/]{1,128})\//.exec(inQuery ?? "")?.[1];
  return credential !== undefined && /^[\w-]+$/.test(credential) ? credential : undefined;
}

function isSame(left: string | undefined, right: string): boolean {
  if (left === undefined || left.length !== right.length) return false;
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function denied(code: string, message: string): ApiError {
  return new ApiError(code, message, { status: 403 });
}

function incomplete(message: string): ApiError {
  return new ApiError("IncompleteSignature", message, { status: 403 });
}
