import type { ArnScope } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import type { Change } from "../../store/change.ts";
import type { MapRunRecord } from "../../store/map-run-records.ts";
import type { Store } from "../../store/store.ts";
import type { Commit } from "../commit-queue.ts";
import type { Datasets } from "../datasets.ts";
import type { Engine } from "../engine.ts";

export interface MapRunDeps {
  readonly store: Store;
  readonly commit: Commit;
  readonly engine: Pick<Engine, "startExecution" | "deliver" | "openMapRun">;
  readonly datasets: Datasets;
  readonly scope: ArnScope;
  readonly clock: Clock;
}

/**
 * What a step of the work on a Map Run comes to. `again`: there is more to do at once. `rest`: somebody
 * will have to do something first; it is given back. `lost`: somebody else has changed it, or has it.
 */
export type StepOutcome =
  | { readonly kind: "again"; readonly mapRun: MapRunRecord }
  | { readonly kind: "rest" }
  | { readonly kind: "lost" };

/** Longer than most steps take between two changes; what takes longer may be done twice, and counts once. */
export const LEASE_MS = 60_000;

/** A net below the wake-ups. */
const REST_MS = 60_000;

export type MapRunPatch = Partial<
  Pick<MapRunRecord, "status" | "phase" | "stoppedAt" | "counts" | "failure">
>;

/** The change that a step makes, by whoever has claimed the Map Run and keeps it. */
export function advanceChange(
  { clock }: Pick<MapRunDeps, "clock">,
  mapRun: MapRunRecord,
  patch: MapRunPatch,
): Change {
  const dueAt = patch.phase === "over" ? null : clock() + LEASE_MS;
  return {
    kind: "advanceMapRun",
    mapRun: { ...mapRun, ...patch, dueAt },
    isLeased: dueAt !== null,
  };
}

/** Goes on with it after a change. */
export async function advanceMapRun(
  deps: Pick<MapRunDeps, "commit" | "clock">,
  mapRun: MapRunRecord,
  patch: MapRunPatch,
  also: readonly Change[] = [],
): Promise<StepOutcome> {
  const outcome = await deps.commit([advanceChange(deps, mapRun, patch), ...also]);
  if (outcome === "refused") return { kind: "lost" };
  return { kind: "again", mapRun: { ...mapRun, ...patch, version: mapRun.version + 1 } };
}

/** Gives it back after a change, until something happens. */
export function restMapRun(
  deps: Pick<MapRunDeps, "commit" | "clock">,
  mapRun: MapRunRecord,
  patch: MapRunPatch,
  also: readonly Change[] = [],
): Promise<StepOutcome> {
  return release(deps, { ...mapRun, ...patch, dueAt: deps.clock() + REST_MS }, also);
}

/** Gives it back for somebody else to take up at once. */
export function giveBackMapRun(
  deps: Pick<MapRunDeps, "commit" | "clock">,
  mapRun: MapRunRecord,
): Promise<StepOutcome> {
  return release(deps, { ...mapRun, dueAt: deps.clock() }, []);
}

async function release(
  { commit }: Pick<MapRunDeps, "commit">,
  mapRun: MapRunRecord,
  also: readonly Change[],
): Promise<StepOutcome> {
  const outcome = await commit([{ kind: "advanceMapRun", mapRun, isLeased: false }, ...also]);
  return { kind: outcome === "refused" ? "lost" : "rest" };
}
