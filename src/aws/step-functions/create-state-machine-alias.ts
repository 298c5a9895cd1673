// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html

import { type ArnScope, qualifiedArn, stateMachineArn } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import { type JsonObject, jsonEquals } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { AliasRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { noResource } from "./alias-errors.ts";
import { encodeRouting, parseRouting, type RoutingItem } from "./alias-routes.ts";
import { checkVersionsExist, holdVersions } from "./alias-versions.ts";
import { checkActive } from "./find-resources.ts";

export interface CreateStateMachineAliasInput {
  /** What it may look like is in the service model. */
  readonly name: string;
  readonly description?: string;
  readonly routingConfiguration: readonly RoutingItem[];
}

export interface CreateStateMachineAliasDeps {
  readonly store: Pick<Store, "countAliases" | "findAlias" | "findStateMachine" | "findVersion">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly scope: ArnScope;
}

const ALIASES_MAX = 100;

/** The machine is that of the versions. The same request again is answered as the first one. */
export async function createStateMachineAlias(
  deps: CreateStateMachineAliasDeps,
  input: CreateStateMachineAliasInput,
): Promise<JsonObject> {
  const { stateMachineName, routes } = parseRouting(deps.scope, input.routingConfiguration);
  const stateMachine = await deps.store.findStateMachine(stateMachineName);
  if (stateMachine === undefined) throw noResource();
  checkActive(stateMachine, stateMachineArn(deps.scope, stateMachineName));
  await checkVersionsExist(deps, stateMachineName, routes);
  const at = deps.clock();
  const { name, description = null } = input;
  const alias = { stateMachineName, name, description, routes, createdAt: at, updatedAt: at };
  const existing = await deps.store.findAlias(stateMachineName, name);
  if (existing !== undefined) return answerExisting(deps.scope, existing, alias);
  await checkQuota(deps, stateMachineName);
  const holds = holdVersions(stateMachineName, routes);
  const outcome = await deps.commit([...holds, { kind: "createAlias", alias }]);
  if (outcome === "committed") return answer(deps.scope, alias);
  // A version has gone or somebody has taken the name in between.
  return createStateMachineAlias(deps, input);
}

async function checkQuota(
  { store }: { readonly store: Pick<Store, "countAliases"> },
  stateMachineName: string,
): Promise<void> {
  if ((await store.countAliases(stateMachineName)) < ALIASES_MAX) return;
  throw new ApiError(
    "ServiceQuotaExceededException",
    `A state machine can have at most ${ALIASES_MAX} aliases.`,
  );
}

function answerExisting(scope: ArnScope, existing: AliasRecord, wanted: AliasRecord): JsonObject {
  const isSame =
    existing.description === wanted.description &&
    jsonEquals(sortedRouting(scope, existing), sortedRouting(scope, wanted));
  if (isSame) return answer(scope, existing);
  throw new ApiError(
    "ConflictException",
    "Failed to create alias because an alias with the same name and a different routing " +
      "configuration already exists.",
  );
}

/** The order of two routes means nothing. */
function sortedRouting(scope: ArnScope, { stateMachineName, routes }: AliasRecord) {
  const [first, second] = routes;
  const isReversed = second !== undefined && second.version < first.version;
  const sorted = isReversed ? ([second, first] as const) : routes;
  return encodeRouting(scope, { stateMachineName, routes: sorted });
}

function answer(scope: ArnScope, { stateMachineName, name, createdAt }: AliasRecord): JsonObject {
  return {
    stateMachineAliasArn: qualifiedArn(scope, stateMachineName, name),
    creationDate: timestamp(createdAt),
  };
}
