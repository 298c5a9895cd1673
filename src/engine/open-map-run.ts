import { newId } from "../base/ulid.ts";
import { createSelectInput, type SelectInput } from "../execution/select-inputs.ts";
import type { MapRunRecord } from "../store/map-run-records.ts";
import { findSituation, getOrigin, linesOf } from "./deliver-event.ts";
import type { EngineParts } from "./engine-parts.ts";

/** The visit of the Map state that waits for a Map Run, as far as its ItemSelector needs it. */
export async function openMapRun(
  parts: EngineParts,
  { id, executionId, line }: MapRunRecord,
): Promise<SelectInput | undefined> {
  const found = await findSituation(parts, executionId);
  if (found?.progress.status !== "RUNNING") return undefined;
  const { progress } = found;
  const { origin, revisionId } = await getOrigin(parts, found);
  const { machineOf } = await parts.revisions.get(revisionId);
  const at = parts.clock();
  return createSelectInput({
    machine: machineOf(origin.stateMachineName),
    execution: { origin, progress },
    lines: linesOf(parts.store, executionId),
    mapRun: id,
    ...{ line, at, seed: newId(at) },
  });
}
