// The first step of a Map Run: a row for what each child execution begins with. No child execution begins
// before all of them are there, so that whoever is interrupted can read from the beginning again.

import { type Json, utf8Bytes } from "../../base/json.ts";
import { createGrouping } from "../../execution/group-inputs.ts";
import type { ItemSource, MapRunRequest } from "../../execution/map-run-request.ts";
import type { SelectInput } from "../../execution/select-inputs.ts";
import { dataLimitExceeded } from "../../execution/size-limit.ts";
import type { Change } from "../../store/change.ts";
import type { MapItemRecord, MapRunRecord } from "../../store/map-run-records.ts";
import { DatasetError, type DatasetItem, type Datasets } from "../datasets.ts";
import { NOTHING_COUNTED } from "../map-run-changes.ts";
import { advanceMapRun, type MapRunDeps, type StepOutcome } from "./map-run-deps.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const ITEMS_MAX = 100_000_000;

const CHUNK_ROWS = 500;
const CHUNK_BYTES = 4 * 1024 * 1024;

type Row = Pick<MapItemRecord, "item" | "size" | "input">;

export async function readMapItems(
  deps: MapRunDeps,
  mapRun: MapRunRecord,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const select = await deps.engine.openMapRun(mapRun);
  // Whoever has waited for it is over and has said so by an abort, or is about to.
  if (!select) return advanceMapRun(deps, mapRun, { status: "ABORTED", phase: "stopping" });
  const filling = new Filling(deps, mapRun);
  try {
    for await (const row of rowsOf(deps.datasets, mapRun, select, signal)) {
      if (!(await filling.add(row))) return { kind: "lost" };
    }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const { failure } = error;
    const clear: Change = { kind: "clearMapItems", mapRun: mapRun.id };
    const patch = {
      status: "FAILED",
      phase: "stopping",
      failure,
      counts: NOTHING_COUNTED,
    } as const;
    return advanceMapRun(deps, filling.mapRun, patch, [clear]);
  }
  return filling.end();
}

/** Stores rows in chunks; the last one comes with the end of the step. */
class Filling {
  readonly #deps: MapRunDeps;
  mapRun: MapRunRecord;
  #rows: Row[] = [];
  #bytes = 0;
  #items = 0;
  #executions = 0;
  #isCleared = false;

  constructor(deps: MapRunDeps, mapRun: MapRunRecord) {
    this.#deps = deps;
    this.mapRun = mapRun;
  }

  /** Whether the Map Run is still ours. */
  async add(row: Omit<Row, "item">): Promise<boolean> {
    this.#rows.push({ ...row, item: this.#executions });
    this.#executions += 1;
    this.#items += row.size;
    this.#bytes += utf8Bytes(row.input ?? "");
    if (this.#rows.length < CHUNK_ROWS && this.#bytes < CHUNK_BYTES) return true;
    const outcome = await advanceMapRun(this.#deps, this.mapRun, {}, this.#takeRows());
    if (outcome.kind === "again") this.mapRun = outcome.mapRun;
    return outcome.kind === "again";
  }

  end(): Promise<StepOutcome> {
    const total = { executions: this.#executions, items: this.#items };
    const counts = { ...NOTHING_COUNTED, total };
    const trimmed = trim(this.mapRun);
    const changes = [...this.#takeRows(), ...trimmed.changes];
    const patch = { phase: "running", counts } as const;
    return advanceMapRun(this.#deps, { ...this.mapRun, request: trimmed.request }, patch, changes);
  }

  #takeRows(): Change[] {
    const { id: mapRun } = this.mapRun;
    const clear: Change[] = this.#isCleared ? [] : [{ kind: "clearMapItems", mapRun }];
    const items = this.#rows;
    this.#rows = [];
    this.#bytes = 0;
    this.#isCleared = true;
    return [...clear, { kind: "addMapItems", mapRun, items }];
  }
}

/** Items have rows of their own now: whoever looks at the Map Run need not read all of them each time. */
function trim({ id, request }: MapRunRecord): { request: string; changes: readonly Change[] } {
  const { source, ...rest } = JSON.parse(request) as MapRunRequest;
  if (source.kind !== "items") return { request, changes: [] };
  const trimmed = JSON.stringify({ source: { ...source, items: [] }, ...rest });
  return { request: trimmed, changes: [{ kind: "trimMapRun", mapRun: id, request: trimmed }] };
}

class UnreadableError extends Error {
  readonly failure: { readonly error: string; readonly cause: string };

  constructor(error: string, cause: string) {
    super(cause);
    this.failure = { error, cause };
  }
}

/** @throws UnreadableError */
async function* rowsOf(
  datasets: Datasets,
  mapRun: MapRunRecord,
  select: SelectInput,
  signal: AbortSignal,
): AsyncGenerator<Omit<Row, "item">> {
  const { source, batch } = JSON.parse(mapRun.request) as MapRunRequest;
  const grouping = createGrouping(batch);
  let index = 0;
  for await (const item of itemsOf(datasets, source, signal)) {
    const selected = await select({ ...item, index });
    if (selected.kind === "failed") {
      const { error = "States.Runtime", cause = "" } = selected.failure;
      throw new UnreadableError(error, cause);
    }
    const inputs = grouping.add(selected.input);
    if (inputs === "tooLarge") throw tooLarge(mapRun.stateName);
    yield* inputs;
    index += 1;
  }
  yield* grouping.end();
}

async function* itemsOf(
  datasets: Datasets,
  source: ItemSource,
  signal: AbortSignal,
): AsyncGenerator<DatasetItem> {
  if (source.kind === "items") {
    yield* source.items.map((value: Json) => ({ value, source: "STATE_DATA" }));
    return;
  }
  const { maxItems = 0 } = source.read;
  if (maxItems < 0) throw unreadable("field MaxItems must be positive");
  let left = Math.min(maxItems || ITEMS_MAX, ITEMS_MAX);
  try {
    for await (const item of datasets.read(source.read, signal)) {
      if (left <= 0) return;
      left -= 1;
      yield item;
    }
  } catch (error) {
    throw error instanceof DatasetError ? unreadable(error.message) : error;
  }
}

function unreadable(cause: string): UnreadableError {
  return new UnreadableError("States.ItemReaderFailed", cause);
}

function tooLarge(stateName: string): UnreadableError {
  const { error, cause = "" } = dataLimitExceeded(stateName);
  return new UnreadableError(error, cause);
}
