// The last step of a Map Run: its results go where they belong, and the state that waits hears of it in the
// same commit that ends the Map Run.

import { unreachable } from "../../base/assert.ts";
import type { MapRunOutcome } from "../../execution/event.ts";
import type { MapRunRequest } from "../../execution/map-run-request.ts";
import type { MapRunRecord } from "../../store/map-run-records.ts";
import { DatasetError } from "../datasets.ts";
import { collectResults } from "./collect-results.ts";
import {
  advanceChange,
  advanceMapRun,
  type MapRunDeps,
  type MapRunPatch,
  type StepOutcome,
} from "./map-run-deps.ts";
import { writeResults } from "./write-results.ts";

export async function endMapRun(deps: MapRunDeps, mapRun: MapRunRecord): Promise<StepOutcome> {
  const ending = await findEnding(deps, mapRun);
  const patch = { ...ending.patch, phase: "over", stoppedAt: deps.clock() } as const;
  if (!ending.outcome) return advanceMapRun(deps, mapRun, patch);
  const { id, executionId, line } = mapRun;
  const happening = { kind: "mapRunEnded", mapRun: id, line, outcome: ending.outcome } as const;
  const also = [advanceChange(deps, mapRun, patch)];
  const delivered = await deps.engine.deliver(executionId, happening, { also });
  switch (delivered) {
    case "applied":
    case "refused":
    case "forPeople":
      return { kind: "lost" };
    case "stale":
    case "unknownExecution":
      // Nobody waits for it, and nobody has said so.
      return advanceMapRun(deps, mapRun, { ...patch, status: "ABORTED" });
    default:
      return unreachable(delivered);
  }
}

interface Ending {
  readonly patch: MapRunPatch;
  /** What whoever waits for it hears. */
  readonly outcome?: MapRunOutcome;
}

async function findEnding(deps: MapRunDeps, mapRun: MapRunRecord): Promise<Ending> {
  const { writer } = JSON.parse(mapRun.request) as MapRunRequest;
  const isExported = writer?.target !== undefined && mapRun.counts.total.executions > 0;
  const exported = isExported ? await exportResults(deps, mapRun) : undefined;
  const counts = exported?.written
    ? { ...mapRun.counts, written: exported.written }
    : mapRun.counts;
  if (mapRun.status === "ABORTED") return { patch: { counts } };
  const failure = mapRun.failure ?? exported?.failure;
  if (failure) {
    const outcome = { kind: "failed", ...failure } as const;
    return { patch: { counts, failure, status: "FAILED" }, outcome };
  }
  const output =
    exported?.output ??
    (await collectResults(deps, mapRun.id, writer?.config.Transformation ?? "COMPACT"));
  const outcome = { kind: "succeeded", ...(output !== undefined && { output }) } as const;
  return { patch: { counts, status: "SUCCEEDED" }, outcome };
}

interface Exported {
  readonly output?: string;
  readonly written?: MapRunRecord["counts"]["written"];
  readonly failure?: NonNullable<MapRunRecord["failure"]>;
}

async function exportResults(deps: MapRunDeps, mapRun: MapRunRecord): Promise<Exported> {
  const { writer } = JSON.parse(mapRun.request) as MapRunRequest;
  if (!writer?.target) return {};
  try {
    const { output, written } = await writeResults(deps, mapRun, writer.target, writer.config);
    return { output: JSON.stringify(output), written };
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return { failure: { error: "States.ResultWriterFailed", cause: error.message } };
  }
}
