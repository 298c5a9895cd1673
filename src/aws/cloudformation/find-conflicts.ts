// What stands in a plan's way on this server: names that somebody else has, topics that are not there.

import type { ArnScope } from "../../base/arn.ts";
import { stateMachineArn, topicArn } from "../../base/arn.ts";
import type { Store } from "../../store/store.ts";
import type { StackPlan } from "./plan-stack.ts";
import type { PlannedResource } from "./planned-resource.ts";
import type { StackProblem } from "./problem.ts";
import type { StackResources } from "./stack-resources.ts";

export interface ConflictDeps {
  readonly store: Pick<Store, "findStateMachine" | "findTopic">;
  readonly scope: ArnScope;
}

export async function findConflicts(
  deps: ConflictDeps,
  plan: StackPlan,
  previous: StackResources,
): Promise<readonly StackProblem[]> {
  const own = new Set(Object.values(previous).map(({ physicalId }) => physicalId));
  const problems: StackProblem[] = [];
  for (const resource of plan.resources) {
    const message = await findConflict(deps, resource, { own, plan });
    const { logicalId, line } = resource;
    const place = line === undefined ? { logicalId } : { logicalId, line };
    if (message !== undefined) problems.push({ message, ...place });
  }
  return problems;
}

async function findConflict(
  { store, scope }: ConflictDeps,
  { wanted }: PlannedResource,
  { own, plan }: { readonly own: ReadonlySet<string>; readonly plan: StackPlan },
): Promise<string | undefined> {
  switch (wanted.kind) {
    case "topic": {
      const isForeign = !own.has(topicArn(scope, wanted.name));
      if (!isForeign || (await store.findTopic(wanted.name)) === undefined) return undefined;
      return `A topic named ${wanted.name} exists already and is not part of this stack`;
    }
    case "stateMachine": {
      const { name, type } = wanted;
      const existing = await store.findStateMachine(name);
      if (existing === undefined) return undefined;
      if (!own.has(stateMachineArn(scope, name))) {
        return `A state machine named ${name} exists already and is not part of this stack`;
      }
      if (existing.type === type) return undefined;
      return `The state machine ${name} is ${existing.type} and cannot become ${type}: rename it`;
    }
    case "subscription": {
      const { topicName } = wanted.subscription;
      const isPlanned = plan.resources.some(
        (other) => other.wanted.kind === "topic" && other.wanted.name === topicName,
      );
      // Refused already when it has no name.
      if (isPlanned || topicName === "") return undefined;
      return (await store.findTopic(topicName)) === undefined
        ? `There is no topic named ${topicName}`
        : undefined;
    }
    default:
      return undefined;
  }
}
