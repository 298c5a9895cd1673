import { createHmac, randomBytes } from "node:crypto";
import { defined } from "../base/assert.ts";
import type { Store } from "../store/store.ts";

/**
 * A key of its own for every purpose, all from one secret: the one that is given, or else one that is made
 * up once and kept in the store.
 */
export async function deriveSecret(
  purpose: string,
  given: string | undefined,
  store: Pick<Store, "findSetting" | "commit">,
): Promise<Uint8Array> {
  const secret = given ?? (await keptSecret(store));
  return createHmac("sha256", secret).update(purpose).digest();
}

async function keptSecret(store: Pick<Store, "findSetting" | "commit">): Promise<string> {
  const key = "secret";
  const kept = await store.findSetting(key);
  if (kept !== undefined) return kept;
  await store.commit([[{ kind: "createSetting", key, value: randomBytes(32).toString("hex") }]]);
  return defined(await store.findSetting(key), "the secret that was just stored");
}
