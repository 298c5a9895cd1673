import assert from "node:assert/strict";
import { verify, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { createSigner } from "./signer.ts";
import { openTestParts } from "./testing.ts";

test("signatures verify with the key of the certificate", async () => {
  const { signer } = await openTestParts();
  const certificate = new X509Certificate(await signer.certificatePem());
  for (const [version, algorithm] of [["1", "RSA-SHA1"] as const, ["2", "RSA-SHA256"] as const]) {
    const signature = Buffer.from(await signer.sign("Grüße\n", version), "base64");
    assert.ok(verify(algorithm, Buffer.from("Grüße\n"), certificate.publicKey, signature));
    assert.ok(!verify(algorithm, Buffer.from("Grüsse\n"), certificate.publicKey, signature));
  }
});

test("the certificate is well-formed, signed by itself and good for years", async () => {
  const { signer, time } = await openTestParts();
  const certificate = new X509Certificate(await signer.certificatePem());
  assert.equal(certificate.subject, "CN=countersign");
  assert.equal(certificate.issuer, "CN=countersign");
  assert.ok(certificate.verify(certificate.publicKey));
  assert.ok(certificate.validFromDate.getTime() < time.now);
  assert.ok(certificate.validToDate.getTime() > time.now + 9 * 365 * 86_400_000);
});

test("the certificate of a key made in 2045 outlives UTCTime", async () => {
  const { store, commit } = await openTestParts();
  const signer = createSigner({ store, commit, clock: () => Date.UTC(2045, 0, 1) });
  const certificate = new X509Certificate(await signer.certificatePem());
  assert.equal(certificate.validFromDate.toISOString(), "2044-12-31T00:00:00.000Z");
  assert.equal(certificate.validToDate.getUTCFullYear(), 2054);
});

test("two processes that need a key at once end up with the same one, and keep it", async () => {
  const parts = await openTestParts();
  const signers = [createSigner(parts), createSigner(parts)];
  const [one, other] = await Promise.all(signers.map((signer) => signer.certificatePem()));
  assert.equal(one, other);
  assert.equal(await createSigner(parts).certificatePem(), one);
});
