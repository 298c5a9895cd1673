// What the three operations that publish a version share. A revision has at most one version at a time:
// publishing it again answers with that.

import type { Clock } from "../../base/instant.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Change } from "../../store/change.ts";
import type { RevisionRecord, VersionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";

export interface PublishDeps {
  readonly store: Pick<Store, "countVersions" | "findVersionOfRevision">;
  readonly commit: Commit;
  readonly clock: Clock;
}

/** What is published: the machine's name and revision, and the last number that was given away. */
export interface Publishable {
  readonly name: string;
  readonly revision: RevisionRecord;
  readonly lastVersion: number;
}

const VERSIONS_MAX = 1_000;

/**
 * The version of the current revision, made where there is none. `undefined`: the machine has changed
 * in between, so that the caller has to look at it again.
 * @throws ApiError `ServiceQuotaExceededException`
 */
export async function publishVersion(
  deps: PublishDeps,
  stateMachine: Publishable,
  description: string | undefined,
): Promise<VersionRecord | undefined> {
  const { name, revision } = stateMachine;
  const existing = await deps.store.findVersionOfRevision(name, revision.id);
  if (existing !== undefined) return existing;
  await checkVersionQuota(deps, name);
  const version = nextVersion(stateMachine, description, deps.clock());
  const outcome = await deps.commit([publishing(version)]);
  return outcome === "committed" ? version : undefined;
}

export function nextVersion(
  { name, revision, lastVersion }: Publishable,
  description: string | undefined,
  at: number,
): VersionRecord {
  return {
    stateMachineName: name,
    number: lastVersion + 1,
    revisionId: revision.id,
    description: description ?? null,
    createdAt: at,
  };
}

export function publishing(version: VersionRecord): Change {
  return { kind: "publishVersion", version };
}

/** @throws ApiError `ServiceQuotaExceededException` */
export async function checkVersionQuota(
  { store }: { readonly store: Pick<Store, "countVersions"> },
  stateMachineName: string,
): Promise<void> {
  if ((await store.countVersions(stateMachineName)) < VERSIONS_MAX) return;
  throw new ApiError(
    "ServiceQuotaExceededException",
    `A state machine can have at most ${VERSIONS_MAX} versions.`,
  );
}
