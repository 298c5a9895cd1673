import { assert } from "../base/assert.ts";
import { type Draft, record } from "./draft.ts";
import { labelOf, machineNameOf, mapRunArn } from "./map-run-names.ts";
import type { Frame } from "./state.ts";

/** A line that has waited for a Map Run waits for the same one again; no other is started. */
export function redriveMapRun(
  draft: Draft,
  line: number,
  frame: Frame,
  previousEventId: number,
): void {
  const { machine, origin } = draft;
  const { waitingFor, stateName } = frame;
  const state = machine.states.get(stateName);
  assert(waitingFor?.kind === "mapRun" && state?.Type === "Map", "a Map state and its Map Run");
  const redriveCount = (waitingFor.redriveCount ?? 0) + 1;
  const label = labelOf(machineNameOf(origin.stateMachineName), stateName, state);
  const arn = mapRunArn(origin.stateMachineArn, label, waitingFor.mapRun);
  const id = record(draft, "MapRunRedriven", previousEventId, {
    mapRunRedrivenEventDetails: { mapRunArn: arn, redriveCount },
  });
  draft.effects.push({ kind: "redriveMapRun", mapRun: waitingFor.mapRun });
  const waiting = { ...waitingFor, redriveCount };
  const waits = { ...frame, previousEventId: id, retryCounts: [], waitingFor: waiting };
  draft.lines.putLine(line, { frame: waits });
}
