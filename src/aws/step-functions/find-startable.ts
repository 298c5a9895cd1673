import { defined } from "../../base/assert.ts";
import type { StartRequest } from "../../engine/engine.ts";
import type { StateMachineRecord, VersionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { chooseVersion } from "./alias-routes.ts";
import {
  checkActive,
  checkUnlabelled,
  type FindQualifiedDeps,
  getQualified,
  noStateMachine,
} from "./find-resources.ts";

export interface FindStartableDeps extends FindQualifiedDeps {
  readonly store: FindQualifiedDeps["store"] & Pick<Store, "findRevision">;
}

/**
 * What an ARN starts: the current revision of a machine, that of a version, or that of the version
 * which an alias leads this execution to.
 * @throws ApiError `InvalidArn`, `StateMachineDeleting`, `StateMachineDoesNotExist`, `ValidationException`
 */
export async function getStartable(
  deps: FindStartableDeps,
  arn: string,
  executionId: string,
): Promise<Pick<StartRequest, "stateMachine" | "version" | "alias">> {
  checkUnlabelled(arn);
  const { stateMachine, version, alias } = await getQualified(deps, arn);
  checkActive(stateMachine, arn);
  const { name } = stateMachine;
  if (version !== undefined) return startableOf(deps, stateMachine, version);
  if (alias === undefined) return { stateMachine };
  const chosen = await deps.store.findVersion(name, chooseVersion(alias.routes, executionId));
  // Gone since the alias was read: so is the alias, or it leads elsewhere by now.
  if (chosen === undefined) throw noStateMachine(arn);
  return { ...(await startableOf(deps, stateMachine, chosen)), alias: alias.name };
}

async function startableOf(
  { store }: FindStartableDeps,
  { name, type }: StateMachineRecord,
  { number, revisionId }: VersionRecord,
): Promise<Pick<StartRequest, "stateMachine" | "version">> {
  const revision = defined(await store.findRevision(revisionId), "the revision of a version");
  return { stateMachine: { name, type, revision }, version: number };
}
