// https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html

import type { ArnScope } from "../../base/arn.ts";
import { defined } from "../../base/assert.ts";
import type { Instant } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { type Caller, timestamp } from "../operation.ts";
import { getExecution } from "./find-resources.ts";
import { checkRedrivable, type RedrivableDeps } from "./redrivable.ts";

export interface RedriveExecutionInput {
  readonly executionArn: string;
  readonly clientToken?: string;
}

export interface RedriveExecutionDeps extends RedrivableDeps {
  readonly store: RedrivableDeps["store"] & Pick<Store, "findExecution" | "findExecutionByName">;
  readonly engine: Pick<Engine, "deliver">;
  readonly scope: ArnScope;
}

const TOKEN_LIFE_MS = 15 * 60_000;

/** The same client token again, within 15 minutes, is the same call: nothing is redriven twice. */
export async function redriveExecution(
  deps: RedriveExecutionDeps,
  { executionArn, clientToken }: RedriveExecutionInput,
  caller: Caller,
): Promise<JsonObject> {
  const execution = await getExecution(deps, executionArn);
  const repeatedAt = clientToken && (await findRepeated(deps, execution.id, clientToken));
  if (repeatedAt) return { redriveDate: timestamp(repeatedAt) };
  const redrivable = await checkRedrivable(deps, execution);
  if (!redrivable.isRedrivable) throw notRedrivable(redrivable.reason);
  const outcome = await deps.engine.deliver(
    execution.id,
    { kind: "redriveRequested", ...(clientToken !== undefined && { clientToken }) },
    { closing: { via: "api", by: caller.name } },
  );
  const after = defined(await deps.store.findExecution(execution.id), "the redriven execution");
  if (outcome !== "applied") {
    throw notRedrivable(`Execution is ${after.status} and cannot be redriven`);
  }
  return { redriveDate: timestamp(defined(after.redrivenAt, "the instant of the redrive")) };
}

async function findRepeated(
  { store, clock }: RedriveExecutionDeps,
  executionId: string,
  clientToken: string,
): Promise<Instant | undefined> {
  const redrive = (await store.findProgress(executionId))?.progress.redrive;
  const isSame = redrive?.clientToken === clientToken && clock() - redrive.at < TOKEN_LIFE_MS;
  return isSame ? redrive.at : undefined;
}

function notRedrivable(reason: string): ApiError {
  return new ApiError("ExecutionNotRedrivable", reason);
}
