// The parts that the tests of notifications stand on: a real store in memory and a clock that is set.

import type { Instant } from "../base/instant.ts";
import { createCommitQueue } from "../engine/commit-queue.ts";
import { openMemoryStore } from "../store/open-store.ts";
import type { DeliveryRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { HttpContent, MailContent } from "./mail.ts";
import { createSigner, type Signer } from "./signer.ts";
import type { SubscriptionDeps } from "./subscriptions.ts";

export const PUBLIC_URL = "https://approvals.example/base";
export const SCOPE = { region: "us-east-1", accountId: "000000000000" };

export interface TestParts extends SubscriptionDeps {
  readonly store: Store;
  readonly signer: Signer;
  readonly time: { now: Instant };
}

export async function openTestParts(
  options: { readonly hasMailTransport?: boolean } = {},
): Promise<TestParts> {
  const store = await openMemoryStore();
  const commit = createCommitQueue(store);
  const time = { now: Date.UTC(2024, 8, 25, 14, 30, 0, 123) };
  const clock = () => time.now;
  return {
    store,
    commit,
    clock,
    time,
    scope: SCOPE,
    publicUrl: () => PUBLIC_URL,
    hasMailTransport: options.hasMailTransport ?? true,
    signer: createSigner({ store, commit, clock }),
  };
}

/** Newest first. */
export function listAllDeliveries(store: Store): Promise<readonly DeliveryRecord[]> {
  return store.listDeliveries({}, { limit: 1000 });
}

export function mailOf(delivery: DeliveryRecord | undefined): MailContent {
  return JSON.parse(delivery?.content ?? "null") as MailContent;
}

export function httpOf(delivery: DeliveryRecord | undefined): HttpContent {
  return JSON.parse(delivery?.content ?? "null") as HttpContent;
}

/** The token in a confirmation's link. */
export function tokenIn(text: string): string {
  return /Token=([\w-]{43})\b/.exec(text)?.[1] ?? "";
}
