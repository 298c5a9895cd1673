// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html

import type { ArnScope } from "../../base/arn.ts";
import { defined } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Store } from "../../store/store.ts";
import { type Caller, timestamp } from "../operation.ts";
import { getExecution } from "./find-resources.ts";

export interface StopExecutionInput {
  readonly executionArn: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface StopExecutionDeps {
  readonly store: Pick<Store, "findExecution" | "findExecutionByName">;
  readonly engine: Pick<Engine, "deliver">;
  readonly scope: ArnScope;
}

/** An execution that is already over keeps its end: the answer tells when that was. */
export async function stopExecution(
  deps: StopExecutionDeps,
  { executionArn, error, cause }: StopExecutionInput,
  caller: Caller,
): Promise<JsonObject> {
  const { id } = await getExecution(deps, executionArn);
  await deps.engine.deliver(
    id,
    {
      kind: "stopRequested",
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    },
    { closing: { via: "api", by: caller.name } },
  );
  const after = defined(await deps.store.findExecution(id), "the execution that was stopped");
  return { stopDate: timestamp(defined(after.stoppedAt, "the instant it was stopped at")) };
}
