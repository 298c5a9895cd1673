// https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html

import type { ArnScope } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { getMapRun } from "./find-map-run.ts";

export interface UpdateMapRunInput {
  readonly mapRunArn: string;
  readonly maxConcurrency?: number;
  readonly toleratedFailureCount?: number;
  /** 0 to 100 */
  readonly toleratedFailurePercentage?: number;
}

/** What is not given stays. Child executions that already run go on. */
export async function updateMapRun(
  deps: {
    readonly store: Pick<Store, "findMapRun">;
    readonly commit: Commit;
    readonly scope: ArnScope;
    readonly clock: Clock;
  },
  { mapRunArn, ...limits }: UpdateMapRunInput,
): Promise<JsonObject> {
  const { id } = await getMapRun(deps, mapRunArn);
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = limits;
  const given = {
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
    ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
  };
  if (Object.keys(given).length === 0) {
    const message =
      "Either the maxConcurrency, the toleratedFailureCount, or the toleratedFailurePercentage " +
      "must be specified";
    throw invalid(message, "MISSING_REQUIRED_PARAMETER");
  }
  const at = deps.clock();
  const outcome = await deps.commit([{ kind: "updateMapRun", id, at, ...given }]);
  if (outcome === "refused") {
    throw invalid("A completed Map Run cannot be updated", "CANNOT_UPDATE_COMPLETED_MAP_RUN");
  }
  return {};
}

function invalid(message: string, reason: string): ApiError {
  return new ApiError("ValidationException", message, { members: { reason } });
}
