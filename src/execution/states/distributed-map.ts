// A Map state in distributed mode: every item is the input of an execution of its own. The state asks for a
// Map Run and hears of its end; what happens in between is no part of this execution's history.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html

import type { MapState } from "../../asl/definition.ts";
import { assert } from "../../base/assert.ts";
import type { Json } from "../../base/json.ts";
import { record } from "../draft.ts";
import type { ExecutionEvent } from "../event.ts";
import { finishFork } from "../finish-fork.ts";
import { isExpress } from "../item-processor.ts";
import { labelOf, machineNameOf, mapRunArn } from "../map-run-names.ts";
import type { MapRunLimits, MapRunRequest } from "../map-run-request.ts";
import { dataLimitExceeded } from "../size-limit.ts";
import { type Outcome, recordIn, type Visit } from "../visit.ts";
import { evaluateBatch, evaluateSource, evaluateWriter } from "./distributed-map-fields.ts";
import { effectiveInput, evaluateLimit, evaluateTolerance } from "./map-items.ts";

type MapVisit = Visit<MapState>;

export type MapRunEvent = Extract<ExecutionEvent, { readonly kind: "mapRunEnded" }>;

export async function enterDistributedMap(visit: MapVisit): Promise<Outcome> {
  const { draft, state, line } = visit;
  const input = effectiveInput(visit);
  const source = await evaluateSource(visit, input);
  const maxConcurrency = await evaluateLimit(visit, input);
  // AWS: items that are yet to be read do not count.
  const length = source.kind === "items" ? source.items.length : 0;
  recordIn(visit, "MapStateStarted", { mapStateStartedEventDetails: { length } });
  const limits = { maxConcurrency, ...(await toleranceOf(visit, input)) };
  const batch = await evaluateBatch(visit, input);
  const writer = await evaluateWriter(visit, input);

  const { stateName } = visit.frame;
  const mapRun = draft.random.uuid();
  const label = labelOf(machineNameOf(draft.origin.stateMachineName), stateName, state);
  const arn = mapRunArn(draft.origin.stateMachineArn, label, mapRun);
  const startedEventId = recordIn(visit, "MapRunStarted", {
    mapRunStartedEventDetails: { mapRunArn: arn },
  });
  const request: MapRunRequest = {
    source,
    ...(batch && { batch }),
    ...(writer && { writer }),
    ...(isExpress(state) && { isExpress: true }),
  };
  draft.effects.push({
    kind: "startMapRun",
    ...{ mapRun, line, stateName, label, startedEventId, limits, request },
  });
  return { kind: "waiting", waitingFor: { kind: "mapRun", mapRun } };
}

async function toleranceOf(
  visit: MapVisit,
  input: Json,
): Promise<Omit<MapRunLimits, "maxConcurrency">> {
  const { count, percentage } = await evaluateTolerance(visit, input);
  return {
    ...(count !== undefined && { toleratedFailureCount: count }),
    ...(percentage !== undefined && { toleratedFailurePercentage: percentage }),
  };
}

/** AWS: what is caught goes on behind MapStateFailed, which stands behind MapRunFailed. */
export async function resumeDistributedMap(
  visit: MapVisit,
  { outcome }: MapRunEvent,
): Promise<Outcome> {
  const { waitingFor } = visit.frame;
  assert(waitingFor?.kind === "mapRun", "a distributed Map resumes from its Map Run");
  if (outcome.kind === "failed") {
    const { error, cause } = outcome;
    recordIn(visit, "MapRunFailed", { mapRunFailedEventDetails: { error, cause } });
    return { kind: "failed", failure: { error, cause }, mapRun: waitingFor };
  }
  const succeeded = recordIn(visit, "MapRunSucceeded", {});
  if (outcome.output === undefined) {
    return { kind: "failed", failure: dataLimitExceeded(visit.frame.stateName) };
  }
  record(visit.draft, "MapStateSucceeded", succeeded, {});
  return finishFork(visit, JSON.parse(outcome.output) as Json);
}
