// https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { AliasRoutes } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { parseRouting, type RoutingItem } from "./alias-routes.ts";
import { checkVersionsExist, holdVersions } from "./alias-versions.ts";
import { getAlias } from "./find-alias.ts";
import { checkActive } from "./find-resources.ts";

export interface UpdateStateMachineAliasInput {
  readonly stateMachineAliasArn: string;
  readonly description?: string;
  readonly routingConfiguration?: readonly RoutingItem[];
}

export interface UpdateStateMachineAliasDeps {
  readonly store: Pick<Store, "findAlias" | "findStateMachine" | "findVersion">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly scope: ArnScope;
}

/** What is not given stays. Executions that already run keep their version. */
export async function updateStateMachineAlias(
  deps: UpdateStateMachineAliasDeps,
  input: UpdateStateMachineAliasInput,
): Promise<JsonObject> {
  const { stateMachineName, name } = await getAlias(deps, input.stateMachineAliasArn);
  const { description } = input;
  const stateMachine = await deps.store.findStateMachine(stateMachineName);
  if (stateMachine !== undefined) {
    checkActive(stateMachine, stateMachineArn(deps.scope, stateMachineName));
  }
  const routes = parseNewRoutes(deps.scope, stateMachineName, input);
  if (routes !== undefined) await checkVersionsExist(deps, stateMachineName, routes);
  const updatedAt = deps.clock();
  const outcome = await deps.commit([
    ...(routes === undefined ? [] : holdVersions(stateMachineName, routes)),
    {
      kind: "updateAlias",
      stateMachineName,
      name,
      updatedAt,
      ...(description !== undefined && { description }),
      ...(routes !== undefined && { routes }),
    },
  ]);
  if (outcome === "committed") return { updateDate: timestamp(updatedAt) };
  // The alias or a version has gone in between.
  return updateStateMachineAlias(deps, input);
}

function parseNewRoutes(
  scope: ArnScope,
  stateMachineName: string,
  { description, routingConfiguration }: UpdateStateMachineAliasInput,
): AliasRoutes | undefined {
  if (routingConfiguration === undefined) {
    if (description !== undefined) return undefined;
    throw new ApiError(
      "ValidationException",
      "Either the description or the routingConfiguration must be specified",
      { members: { reason: "MISSING_REQUIRED_PARAMETER" } },
    );
  }
  const parsed = parseRouting(scope, routingConfiguration);
  if (parsed.stateMachineName === stateMachineName) return parsed.routes;
  throw new ApiError(
    "ValidationException",
    "Routing configuration must contain versions of the state machine of the alias.",
    { members: { reason: "INVALID_ROUTING_CONFIGURATION" } },
  );
}
