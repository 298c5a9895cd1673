import type { Store } from "../../store/store.ts";
import { type FinishDeletionDeps, finishDeletion } from "../step-functions/delete-state-machine.ts";
import { contested } from "./problem.ts";
import { type RemovedResource, removeResources } from "./remove-resources.ts";
import { decodeResources } from "./stack-resources.ts";

export interface DeleteStackDeps extends FinishDeletionDeps {
  readonly store: FinishDeletionDeps["store"] & Pick<Store, "findStack">;
}

const ATTEMPTS_MAX = 5;

/**
 * Removes a stack and all it made, and stops what runs of its state machines as DeleteStateMachine does.
 * `undefined` when there is no stack of that name.
 * @throws StackError when others keep changing it.
 */
export async function deleteStack(
  deps: DeleteStackDeps,
  stackName: string,
  callerName: string,
): Promise<readonly RemovedResource[] | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const stack = await deps.store.findStack(stackName);
    if (stack === undefined) return undefined;
    const { changes, removed, stateMachines } = removeResources(decodeResources(stack), {});
    const outcome = await deps.commit([...changes, { kind: "deleteStack", stack }]);
    if (outcome === "refused") continue;
    for (const name of stateMachines) {
      await finishDeletion(deps, name, { via: "api", by: callerName });
    }
    return removed;
  }
  throw contested();
}
