// Who is signed in. Whatever way of signing in proves an address, `newSession` is its end: a further one,
// such as OpenID Connect, needs nothing else of this server.

import type { Clock, Instant } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { SessionRecord } from "../store/identity-records.ts";
import type { Store } from "../store/store.ts";
import { hashSecret, isSecret, newSecret } from "./secret.ts";

export interface SessionDeps {
  readonly store: Pick<Store, "findSession">;
  readonly commit: Commit;
  readonly clock: Clock;
  /** So long a session lasts at most. */
  readonly sessionHours: number;
  /** So long it lasts without a request. */
  readonly sessionIdleMinutes: number;
}

/** How often it is written down that a session is in use. */
const SEEN_EVERY_MS = 60_000;

/** A session that is still to be stored, and the secret that its browser shows. */
export function newSession(
  { sessionHours }: Pick<SessionDeps, "sessionHours">,
  who: Pick<SessionRecord, "address" | "method">,
  at: Instant,
): { readonly session: SessionRecord; readonly secret: string } {
  const secret = newSecret();
  const expiresAt = at + sessionHours * 3_600_000;
  const session = { ...who, hash: hashSecret(secret), createdAt: at, seenAt: at, expiresAt };
  return { session, secret };
}

/** The session that is neither over nor idle; it counts as in use from now. */
export async function findSession(
  { store, commit, clock, sessionIdleMinutes }: SessionDeps,
  secret: string,
): Promise<SessionRecord | undefined> {
  if (!isSecret(secret)) return undefined;
  const session = await store.findSession(hashSecret(secret));
  const at = clock();
  if (!session || session.expiresAt <= at) return undefined;
  if (session.seenAt + sessionIdleMinutes * 60_000 <= at) return undefined;
  if (session.seenAt + SEEN_EVERY_MS <= at) {
    await commit([{ kind: "seeSession", hash: session.hash, at }]);
  }
  return session;
}

export async function endSession(
  { commit }: Pick<SessionDeps, "commit">,
  session: SessionRecord,
): Promise<void> {
  await commit([{ kind: "endSession", hash: session.hash }]);
}

/** Signs an address out of every browser. */
export async function endSessionsOf(
  { commit }: Pick<SessionDeps, "commit">,
  address: string,
): Promise<void> {
  await commit([{ kind: "endSessionsOf", address }]);
}
