// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Store } from "../../store/store.ts";
import { noResource } from "./alias-errors.ts";
import { getAlias } from "./find-alias.ts";

/** The versions that it leads to stay, and so do the executions it has started. */
export async function deleteStateMachineAlias(
  deps: {
    readonly store: Pick<Store, "findAlias">;
    readonly commit: Commit;
    readonly scope: ArnScope;
  },
  input: { readonly stateMachineAliasArn: string },
): Promise<JsonObject> {
  const { stateMachineName, name } = await getAlias(deps, input.stateMachineAliasArn);
  const outcome = await deps.commit([{ kind: "deleteAlias", stateMachineName, name }]);
  if (outcome === "refused") throw noResource();
  return {};
}
