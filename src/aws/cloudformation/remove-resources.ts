// What a stack had and no longer has.

import type { Change } from "../../store/change.ts";
import type { StackResource, StackResources } from "./stack-resources.ts";

export interface RemovedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: "removed";
}

export interface Removal {
  readonly changes: readonly Change[];
  /** State machines that are being deleted then, by their names: what runs of them is to be stopped. */
  readonly stateMachines: readonly string[];
  readonly removed: readonly RemovedResource[];
}

/** A thing that another logical id has taken over stays. */
export function removeResources(previous: StackResources, next: StackResources): Removal {
  const kept = new Set(Object.values(next).map(({ physicalId }) => physicalId));
  const gone = Object.entries(previous).filter(([, { physicalId }]) => !kept.has(physicalId));
  const subscriptionIds = idsOf(previous).filter((id) => !idsOf(next).includes(id));
  const changes = gone.flatMap(([, resource]) => removalOf(resource));
  return {
    changes: [
      ...subscriptionIds.map((id): Change => ({ kind: "deleteSubscription", id })),
      ...changes,
    ],
    stateMachines: changes.flatMap((change) =>
      change.kind === "beginDeletion" ? [change.name] : [],
    ),
    removed: gone.map(([logicalId, { type, physicalId }]) => ({
      logicalId,
      type,
      physicalId,
      status: "removed",
    })),
  };
}

function idsOf(resources: StackResources): readonly string[] {
  return Object.values(resources).flatMap(({ subscriptions = [] }) =>
    subscriptions.map(({ id }) => id),
  );
}

function removalOf({ type, physicalId }: StackResource): readonly Change[] {
  const name = physicalId.slice(physicalId.lastIndexOf(":") + 1);
  switch (type) {
    case "AWS::SNS::Topic":
      return [{ kind: "deleteTopic", name }];
    case "AWS::Serverless::Api":
      return [{ kind: "deleteRestApi", id: physicalId }];
    case "AWS::Serverless::StateMachine":
    case "AWS::StepFunctions::StateMachine":
      return [{ kind: "beginDeletion", name }];
    default:
      return [];
  }
}
