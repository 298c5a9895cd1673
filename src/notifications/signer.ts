// Signs what goes to machines, so that a subscriber can tell this server's messages from forged ones.
// The RSA key and its self-signed certificate are made at the first need and kept in the store.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html

import { createPrivateKey, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { defined } from "../base/assert.ts";
import type { Clock } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { Store } from "../store/store.ts";
import { renderSelfSignedCertificate } from "./self-signed-certificate.ts";

/** `1` is RSA with SHA-1, which SNS uses unless told otherwise; `2` is RSA with SHA-256. */
export type SignatureVersion = "1" | "2";

export interface Signer {
  /** The signature of a text, in Base64. */
  sign(text: string, version: SignatureVersion): Promise<string>;
  certificatePem(): Promise<string>;
}

export interface SignerDeps {
  readonly store: Pick<Store, "findSetting">;
  readonly commit: Commit;
  readonly clock: Clock;
}

/** Where `certificatePem` is served, below the public URL. */
export const CERTIFICATE_PATH = "/sns/signing-certificate.pem";

const SETTING = "sns-signing-key";
const ALGORITHMS = { "1": "RSA-SHA1", "2": "RSA-SHA256" } as const;

interface StoredKey {
  /** Both PEM. */
  readonly privateKey: string;
  readonly certificate: string;
}

export function createSigner(deps: SignerDeps): Signer {
  let loading: Promise<{ key: KeyObject; certificate: string }> | undefined;
  const load = () => {
    loading ??= loadKey(deps).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    sign: async (text, version) =>
      sign(ALGORITHMS[version], Buffer.from(text), (await load()).key).toString("base64"),
    certificatePem: async () => (await load()).certificate,
  };
}

async function loadKey(deps: SignerDeps): Promise<{ key: KeyObject; certificate: string }> {
  const stored =
    (await deps.store.findSetting(SETTING)) ?? (await keepKey(deps, await makeKey(deps.clock)));
  const { privateKey, certificate } = JSON.parse(stored) as StoredKey;
  return { key: createPrivateKey(privateKey), certificate };
}

/** Answers the key that is kept, which is another process's when that was quicker. */
async function keepKey(deps: SignerDeps, made: StoredKey): Promise<string> {
  const value = JSON.stringify(made);
  const outcome = await deps.commit([{ kind: "createSetting", key: SETTING, value }]);
  if (outcome === "committed") return value;
  return defined(await deps.store.findSetting(SETTING), SETTING);
}

async function makeKey(clock: Clock): Promise<StoredKey> {
  const pair = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return {
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: renderSelfSignedCertificate({
      commonName: "countersign",
      publicKey: pair.publicKey,
      privateKey: pair.privateKey,
      validFrom: clock(),
    }),
  };
}
