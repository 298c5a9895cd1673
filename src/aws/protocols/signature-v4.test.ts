import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { ApiError } from "../api-error.ts";
import { createAuthenticator } from "./signature-v4.ts";
import type { WireRequest } from "./wire.ts";

const CREDENTIALS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const NOW = Date.parse("2026-11-22T20:00:00Z");
const BODY = '{"a":1}';

const authenticate = createAuthenticator(CREDENTIALS, () => NOW);

function signerOf(credentials = CREDENTIALS) {
  return new SignatureV4({
    credentials,
    region: "eu-central-1",
    service: "states",
    sha256: Sha256,
  });
}

const PLAIN = {
  method: "POST",
  protocol: "http:",
  hostname: "127.0.0.1",
  path: "/",
  query: {},
  headers: { host: "127.0.0.1:8080", "x-amz-target": "AWSStepFunctions.ListStateMachines" },
  body: BODY,
};

async function signed(
  signingDate = new Date(NOW),
  credentials = CREDENTIALS,
): Promise<WireRequest> {
  const { headers } = await signerOf(credentials).sign(PLAIN, { signingDate });
  return { method: "POST", url: "/", headers, body: Buffer.from(BODY) };
}

async function presigned(expiresIn: number): Promise<WireRequest> {
  const request = { ...PLAIN, method: "GET", body: "", headers: { host: "127.0.0.1:8080" } };
  const { query } = await signerOf().presign(
    { ...request, query: { Action: "ListTopics", Note: "a b+c" } },
    { signingDate: new Date(NOW), expiresIn },
  );
  const url = `/?${new URLSearchParams(query as Record<string, string>)}`;
  return { method: "GET", url, headers: { host: "127.0.0.1:8080" }, body: new Uint8Array() };
}

function rejects(request: WireRequest, code: string, message?: RegExp) {
  return assert.rejects(authenticate(request), (error) => {
    assert(error instanceof ApiError);
    assert.equal(error.code, code);
    assert.equal(error.status, 403);
    if (message) assert.match(error.message, message);
    return true;
  });
}

describe("createAuthenticator() with credentials", () => {
  // The case get-vanilla of AWS's test suite for Signature Version 4.
  it("agrees with AWS's own example", async () => {
    const request = {
      method: "GET",
      url: "/",
      headers: {
        host: "example.amazonaws.com",
        "x-amz-date": "20150830T123600Z",
        authorization:
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
          "SignedHeaders=host;x-amz-date, " +
          "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      },
      body: new Uint8Array(),
    };
    const then = createAuthenticator(CREDENTIALS, () => Date.parse("2015-08-30T12:36:00Z"));
    assert.deepEqual(await then(request), { name: "AKIDEXAMPLE" });
  });

  it("accepts a signed request", async () => {
    assert.deepEqual(await authenticate(await signed()), { name: "AKIDEXAMPLE" });
  });

  it("accepts headers that were added on the way", async () => {
    const request = await signed();
    const headers = { ...request.headers, "x-forwarded-for": "10.0.0.1", via: "proxy" };
    assert.deepEqual(await authenticate({ ...request, headers }), { name: "AKIDEXAMPLE" });
  });

  it("accepts a presigned URL until it expires", async () => {
    assert.deepEqual(await authenticate(await presigned(60)), { name: "AKIDEXAMPLE" });
    const later = createAuthenticator(CREDENTIALS, () => NOW + 61_000);
    await assert.rejects(later(await presigned(60)), { code: "SignatureDoesNotMatch" });
    const changed = await presigned(60);
    await rejects({ ...changed, url: `${changed.url}&Extra=1` }, "SignatureDoesNotMatch");
  });

  it("refuses an unsigned request", async () => {
    const request = { method: "POST", url: "/", headers: { host: "h" }, body: new Uint8Array() };
    await rejects(request, "MissingAuthenticationToken");
  });

  it("refuses another access key", async () => {
    const other = { ...CREDENTIALS, accessKeyId: "OTHER" };
    await rejects(await signed(new Date(NOW), other), "InvalidClientTokenId");
  });

  it("refuses another secret", async () => {
    const other = { ...CREDENTIALS, secretAccessKey: "guess" };
    await rejects(await signed(new Date(NOW), other), "SignatureDoesNotMatch");
  });

  it("refuses a changed body, header, method and path", async () => {
    const request = await signed();
    const body = Buffer.from('{"a":2}');
    const headers = { ...request.headers, "x-amz-target": "AWSStepFunctions.DeleteStateMachine" };
    await rejects({ ...request, body }, "SignatureDoesNotMatch");
    await rejects({ ...request, headers }, "SignatureDoesNotMatch");
    await rejects({ ...request, method: "PUT" }, "SignatureDoesNotMatch");
    await rejects({ ...request, url: "/other" }, "SignatureDoesNotMatch");
    await rejects({ ...request, url: "/?a=b" }, "SignatureDoesNotMatch");
  });

  it("does not take the caller's word for the hash of the body", async () => {
    const request = await signed();
    assert(request.headers["x-amz-content-sha256"] !== undefined);
    await rejects({ ...request, body: Buffer.from("forged") }, "SignatureDoesNotMatch", /hash/);
  });

  it("allows five minutes between the clocks", async () => {
    const minutes = (count: number) => new Date(NOW + count * 60_000);
    for (const offset of [-5, 5]) {
      assert.deepEqual(await authenticate(await signed(minutes(offset))), { name: "AKIDEXAMPLE" });
    }
    await rejects(await signed(minutes(-5.1)), "SignatureDoesNotMatch", /^Signature expired: 2026/);
    await rejects(
      await signed(minutes(5.1)),
      "SignatureDoesNotMatch",
      /^Signature not yet current/,
    );
  });

  it("names what an incomplete signature lacks", async () => {
    const request = await signed();
    const authorization = String(request.headers["authorization"]);
    const broken = {
      basic: "Basic YTpi",
      credential: authorization.replace(/Credential=[^,]*/, "Credential=AKIDEXAMPLE"),
      host: authorization.replace("SignedHeaders=host;", "SignedHeaders="),
      signature: authorization.replace(/Signature=.*/, "Signature="),
      day: authorization.replace("20261122", "20261121"),
    };
    for (const header of Object.values(broken)) {
      const headers = { ...request.headers, authorization: header };
      await rejects({ ...request, headers }, "IncompleteSignature");
    }
  });

  it("never answers anything but an error to garbage", async () => {
    const request = await signed();
    for (const authorization of ["AWS4-HMAC-SHA256 ", `AWS4-HMAC-SHA256 ${"=,/;".repeat(99)}`]) {
      await rejects({ ...request, headers: { host: "h", authorization } }, "IncompleteSignature");
    }
    await rejects({ ...request, url: "/?X-Amz-Signature=x" }, "IncompleteSignature");
  });
});

describe("createAuthenticator() without credentials", () => {
  const open = createAuthenticator(undefined, () => NOW);

  it("calls everybody by the access key they mention", async () => {
    const request = await signed(new Date(0), { accessKeyId: "DEV", secretAccessKey: "x" });
    assert.deepEqual(await open(request), { name: "DEV" });
    assert.deepEqual(await open(await presigned(60)), { name: "AKIDEXAMPLE" });
    assert.deepEqual(await open({ ...request, headers: {} }), { name: "anonymous" });
  });
});
