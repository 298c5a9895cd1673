// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Store } from "../../store/store.ts";
import { findStateMachineByArn } from "./find-resources.ts";

export interface DeleteStateMachineDeps {
  readonly store: Pick<Store, "findStateMachine">;
  readonly commit: Commit;
  readonly scope: ArnScope;
}

/**
 * Deletes at once; deleting what is not there succeeds. Executions that run are not aborted, as AWS
 * would at their next transition: a decision that a person has been asked for still counts.
 */
export async function deleteStateMachine(
  deps: DeleteStateMachineDeps,
  input: { readonly stateMachineArn: string },
): Promise<JsonObject> {
  const stateMachine = await findStateMachineByArn(deps, input.stateMachineArn);
  if (stateMachine !== undefined) {
    await deps.commit([{ kind: "deleteStateMachine", name: stateMachine.name }]);
  }
  return {};
}
