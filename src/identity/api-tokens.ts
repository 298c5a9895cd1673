// Tokens of programs: shown once when they are made, kept as hashes, valid until they expire or are
// revoked. They work at this server's own API; AWS's protocols take signatures.

import type { Clock } from "../base/instant.ts";
import { newId } from "../base/ulid.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { ApiTokenRecord } from "../store/identity-records.ts";
import type { Store } from "../store/store.ts";
import { hashSecret, isSecret, newSecret } from "./secret.ts";

export const SCOPES = ["read", "decide", "admin"] as const;

/** read: looks. decide: answers tasks. admin: everything. */
export type Scope = (typeof SCOPES)[number];

export interface ApiTokenDeps {
  readonly store: Pick<Store, "findApiToken" | "listApiTokens">;
  readonly commit: Commit;
  readonly clock: Clock;
}

/** Tells secret scanners, and people, what it is. */
const PREFIX = "cst_";

/** Answers with the token, which nobody can find out again. */
export async function createApiToken(
  { commit, clock }: Omit<ApiTokenDeps, "store">,
  wanted: {
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly days: number;
    readonly createdBy: string;
  },
): Promise<{ readonly token: string; readonly record: ApiTokenRecord }> {
  const at = clock();
  const token = PREFIX + newSecret();
  const record: ApiTokenRecord = {
    hash: hashSecret(token),
    id: newId(at),
    name: wanted.name,
    scopes: wanted.scopes.join(" "),
    createdBy: wanted.createdBy,
    createdAt: at,
    expiresAt: at + wanted.days * 86_400_000,
    revokedAt: null,
  };
  await commit([{ kind: "createApiToken", token: record }]);
  return { token, record };
}

/** The token that is valid now. */
export async function findApiToken(
  { store, clock }: Omit<ApiTokenDeps, "commit">,
  token: string,
): Promise<ApiTokenRecord | undefined> {
  if (!token.startsWith(PREFIX) || !isSecret(token.slice(PREFIX.length))) return undefined;
  const record = await store.findApiToken(hashSecret(token));
  const isValid = record?.revokedAt === null && record.expiresAt > clock();
  return isValid ? record : undefined;
}

export function hasScope({ scopes }: Pick<ApiTokenRecord, "scopes">, needed: Scope): boolean {
  const given = scopes.split(" ");
  return given.includes(needed) || given.includes("admin");
}

/** Answers whether there was one that counted. */
export async function revokeApiToken(
  { commit, clock }: Omit<ApiTokenDeps, "store">,
  id: string,
): Promise<boolean> {
  return (await commit([{ kind: "revokeApiToken", id, at: clock() }])) === "committed";
}
