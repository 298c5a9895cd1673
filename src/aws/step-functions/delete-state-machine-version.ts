// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html

import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { parseVersionArn } from "./arns.ts";

export interface DeleteStateMachineVersionDeps {
  readonly store: Pick<Store, "findVersion" | "listAliases">;
  readonly commit: Commit;
  readonly scope: ArnScope;
}

/** Aliases of a machine, at most: enough to name them all. */
const ALIASES_MAX = 100;

/** Deleting what is not there succeeds. Executions that the version has started go on. */
export async function deleteStateMachineVersion(
  deps: DeleteStateMachineVersionDeps,
  input: { readonly stateMachineVersionArn: string },
): Promise<JsonObject> {
  const { stateMachineName, number } = parseVersionArn(input.stateMachineVersionArn);
  const arn = qualifiedArn(deps.scope, stateMachineName, number);
  if (arn !== input.stateMachineVersionArn) return {};
  if ((await deps.store.findVersion(stateMachineName, number)) === undefined) return {};
  const filter = { stateMachineName, version: number };
  const aliases = await deps.store.listAliases(filter, { limit: ALIASES_MAX });
  if (aliases.length > 0) throw referenced(aliases.map(({ name }) => name));
  const outcome = await deps.commit([{ kind: "deleteVersion", stateMachineName, number }]);
  // Refused: an alias has come in between, or the version has gone.
  return outcome === "committed" ? {} : deleteStateMachineVersion(deps, input);
}

function referenced(names: readonly string[]): ApiError {
  return new ApiError(
    "ConflictException",
    "Version to be deleted must not be referenced by an alias. " +
      `Current list of aliases referencing this version: [${names.join(", ")}]`,
  );
}
