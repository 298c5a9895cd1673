// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListMapRuns.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import { childMachineName } from "../../execution/map-run-names.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { arnOfMapRun } from "./find-map-run.ts";
import { getExecution } from "./find-resources.ts";
import { type PageRequest, readPage } from "./page-token.ts";

export interface ListMapRunsInput extends PageRequest {
  readonly executionArn: string;
}

/** Newest first. AWS: the machine's ARN is that of the child executions. */
export async function listMapRuns(
  deps: {
    readonly store: Pick<Store, "findExecutionByName" | "listMapRuns">;
    readonly scope: ArnScope;
  },
  input: ListMapRunsInput,
): Promise<JsonObject> {
  const { executionArn } = input;
  const { id } = await getExecution(deps, executionArn);
  const { rows, nextToken } = await readPage(["ListMapRuns", id], input, {
    read: (page) => deps.store.listMapRuns(id, page),
    keyOf: ({ startedEventId }) => String(startedEventId),
  });
  return {
    mapRuns: rows.map((mapRun) => ({
      executionArn,
      mapRunArn: arnOfMapRun(deps.scope, mapRun),
      stateMachineArn: stateMachineArn(
        deps.scope,
        childMachineName(mapRun.stateMachineName, mapRun.label),
      ),
      startDate: timestamp(mapRun.startedAt),
      ...(mapRun.stoppedAt !== null && { stopDate: timestamp(mapRun.stoppedAt) }),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}
