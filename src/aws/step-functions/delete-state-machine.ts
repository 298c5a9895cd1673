// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
//
// AWS marks a machine as DELETING, ends its executions at their next transition, and only then is it
// gone. Here it is the same in one call: the mark is durable first, so that nothing more is started, then
// what runs is stopped as StopExecution would (ABORTED, its approvals withdrawn), then the machine goes.

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Closing, Engine } from "../../engine/engine.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Caller } from "../operation.ts";
import { checkUnlabelled, findStateMachineByArn } from "./find-resources.ts";

export interface FinishDeletionDeps {
  readonly store: Pick<Store, "listExecutions">;
  readonly engine: Pick<Engine, "deliver">;
  readonly commit: Commit;
}

export interface DeleteStateMachineDeps extends FinishDeletionDeps {
  readonly store: FinishDeletionDeps["store"] & Pick<Store, "findStateMachine">;
  readonly scope: ArnScope;
}

const STOPPED_TOGETHER = 100;
const CAUSE = "The state machine has been deleted.";

/** Deleting what is not there succeeds, and deleting again finishes what was interrupted. */
export async function deleteStateMachine(
  deps: DeleteStateMachineDeps,
  input: { readonly stateMachineArn: string },
  caller: Caller,
): Promise<JsonObject> {
  checkUnlabelled(input.stateMachineArn);
  const stateMachine = await findStateMachineByArn(deps, input.stateMachineArn);
  if (stateMachine === undefined) return {};
  const { name } = stateMachine;
  await deps.commit([{ kind: "beginDeletion", name }]);
  await finishDeletion(deps, name, { via: "api", by: caller.name });
  return {};
}

/** Stops what runs of a machine whose deletion has begun, and removes it. */
export async function finishDeletion(
  { store, engine, commit }: FinishDeletionDeps,
  stateMachineName: string,
  closing: Closing,
): Promise<void> {
  const filter = { stateMachineName, status: "RUNNING" } as const;
  let after: string | undefined;
  do {
    const page = { limit: STOPPED_TOGETHER, ...(after !== undefined && { after }) };
    const running = await store.listExecutions(filter, page);
    const happening = { kind: "stopRequested", cause: CAUSE } as const;
    await Promise.all(running.map(({ id }) => engine.deliver(id, happening, { closing })));
    after = running.at(-1)?.id;
  } while (after !== undefined);
  // Refused where another server was quicker: the name may have been given again since.
  await commit([{ kind: "deleteStateMachine", name: stateMachineName }]);
}

/**
 * Finishes the deletions that the end of a process has interrupted; to be called when one begins, and when
 * another is gone. One that fails is logged and keeps none of the others from being finished.
 */
export async function finishDeletions(
  deps: FinishDeletionDeps & {
    readonly store: Pick<Store, "listDeletions">;
    readonly log: Pick<Log, "error">;
  },
): Promise<void> {
  for (const stateMachineName of await deps.store.listDeletions()) {
    try {
      await finishDeletion(deps, stateMachineName, { via: "engine", by: null });
    } catch (error) {
      deps.log.error({ error, stateMachineName }, "a state machine could not be deleted");
    }
  }
}
