import type { Commit } from "../../engine/commit-queue.ts";
import type { Store } from "../../store/store.ts";
import { type RemovedResource, removeResources } from "./remove-resources.ts";
import { decodeResources } from "./stack-resources.ts";

export interface DeleteStackDeps {
  readonly store: Pick<Store, "findStack">;
  readonly commit: Commit;
}

/**
 * Removes a stack and all it made, at once. Executions that run go on. `undefined` when there is no
 * stack of that name.
 */
export async function deleteStack(
  deps: DeleteStackDeps,
  stackName: string,
): Promise<readonly RemovedResource[] | undefined> {
  const stack = await deps.store.findStack(stackName);
  if (stack === undefined) return undefined;
  const { changes, removed } = removeResources(decodeResources(stack), {});
  await deps.commit([...changes, { kind: "deleteStack", name: stackName }]);
  return removed;
}
