// A Map state: the same states for every item of a list, and the list of what they put out as its result.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html

import type { MapState } from "../../asl/definition.ts";
import type { Json } from "../../base/json.ts";
import { record } from "../draft.ts";
import { finishFork } from "../finish-fork.ts";
import { isDistributed, processorOf } from "../item-processor.ts";
import { type Beginning, openMap } from "../open-fork.ts";
import { askForResult, isUnderTest } from "../test-state/fork-under-test.ts";
import { showMap } from "../test-state/map-under-test.ts";
import { type Finished, type Outcome, recordIn, type Visit } from "../visit.ts";
import { enterDistributedMap } from "./distributed-map.ts";
import {
  effectiveInput,
  evaluateItemInputs,
  evaluateItems,
  evaluateLimit,
  evaluateTolerance,
} from "./map-items.ts";

type MapVisit = Visit<MapState>;

export async function enterMap(visit: MapVisit): Promise<Outcome> {
  if (isUnderTest(visit)) {
    await showMap(visit);
    return askForResult(visit);
  }
  if (isDistributed(visit.state)) {
    return enterDistributedMap(visit);
  }
  const { draft } = visit;
  const input = effectiveInput(visit);
  const items = await evaluateItems(visit, input);
  const limit = await evaluateLimit(visit, input);
  await evaluateTolerance(visit, input);
  const started = recordIn(visit, "MapStateStarted", {
    mapStateStartedEventDetails: { length: items.length },
  });
  if (items.length === 0) {
    record(draft, "MapStateSucceeded", started, {});
    return finishFork(visit, []);
  }
  return { kind: "waiting", waitingFor: openMap(visit, await begin(visit, input, items), limit) };
}

export function joinMap(visit: MapVisit, outputs: readonly Json[]): Promise<Finished> | Finished {
  return finishFork(visit, outputs);
}

/** All inputs are made here: later, each would have to read the whole input of the Map again. */
async function begin(
  visit: MapVisit,
  input: Json,
  items: readonly Json[],
): Promise<readonly Beginning[]> {
  const branch = processorOf(visit.state);
  const inputs = await evaluateItemInputs(visit, input, items);
  return items.map((value, index) => {
    const itemInput = inputs[index] ?? null;
    return { branch, item: { index, value }, input: itemInput };
  });
}
