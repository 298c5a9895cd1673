// ResultWriter: the results of all child executions as files, by their status, and a manifest that names
// them. Whoever is interrupted writes the same files again.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import { type JsonObject, utf8Bytes } from "../../base/json.ts";
import { mapRunArn } from "../../execution/map-run-names.ts";
import type { WriteRequest } from "../../execution/map-run-request.ts";
import type { MapResult, MapRunCount, MapRunRecord } from "../../store/map-run-records.ts";
import type { Store } from "../../store/store.ts";
import type { Datasets, DatasetTarget } from "../datasets.ts";
import { listResults } from "./collect-results.ts";
import { renderResult } from "./render-results.ts";

export interface WrittenResults {
  /** What the Map state puts out. */
  readonly output: JsonObject;
  readonly written: MapRunCount;
}

export interface WriteResultsDeps {
  readonly store: Pick<Store, "listMapResults">;
  readonly datasets: Pick<Datasets, "openTarget">;
  readonly scope: ArnScope;
}

/** AWS's files grow to 5 GB; these are held in memory until they are written. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

const KINDS = ["SUCCEEDED", "FAILED", "PENDING"] as const;
type FileKind = (typeof KINDS)[number];

/** @throws DatasetError */
export async function writeResults(
  { store, datasets, scope }: WriteResultsDeps,
  mapRun: MapRunRecord,
  target: NonNullable<WriteRequest["target"]>,
  config: WriteRequest["config"],
): Promise<WrittenResults> {
  const place = datasets.openTarget(target);
  const folder = [place.prefix, mapRun.id].filter((part) => part !== "").join("/");
  const isLines = config.OutputType === "JSONL";
  const files = new Map(KINDS.map((kind) => [kind, new ResultFiles(place, folder, kind, isLines)]));
  let items = 0;
  let executions = 0;
  for await (const result of listResults(store, mapRun.id)) {
    const texts = renderResult(scope, result, config.Transformation ?? "NONE");
    await files.get(kindOf(result))?.add(texts);
    executions += 1;
    items += result.size;
  }
  for (const each of files.values()) await each.end();
  const { label, id, stateMachineName } = mapRun;
  const arn = mapRunArn(stateMachineArn(scope, stateMachineName), label, id);
  const key = `${folder}/manifest.json`;
  const list = (kind: FileKind) => files.get(kind)?.written ?? [];
  await place.put(
    key,
    JSON.stringify({
      DestinationBucket: place.bucket,
      MapRunArn: arn,
      ResultFiles: {
        FAILED: list("FAILED"),
        PENDING: list("PENDING"),
        SUCCEEDED: list("SUCCEEDED"),
      },
    }),
  );
  return {
    output: { MapRunArn: arn, ResultWriterDetails: { Bucket: place.bucket, Key: key } },
    written: { executions, items },
  };
}

/** AWS: what timed out or was aborted stands among the failed. */
function kindOf({ status, execution }: MapResult): FileKind {
  if (status === "SUCCEEDED") return "SUCCEEDED";
  return execution ? "FAILED" : "PENDING";
}

/** The files of one status, numbered from 0. */
class ResultFiles {
  readonly #place: DatasetTarget;
  readonly #path: string;
  readonly #isLines: boolean;
  readonly written: JsonObject[] = [];
  #texts: string[] = [];
  #bytes = 0;

  constructor(place: DatasetTarget, folder: string, kind: FileKind, isLines: boolean) {
    this.#place = place;
    this.#path = `${folder}/${kind}_`;
    this.#isLines = isLines;
  }

  async add(texts: readonly string[]): Promise<void> {
    this.#texts.push(...texts);
    this.#bytes += texts.reduce((sum, text) => sum + utf8Bytes(text) + 1, 0);
    if (this.#bytes >= FILE_BYTES_MAX) await this.end();
  }

  async end(): Promise<void> {
    if (this.#texts.length === 0) return;
    const body = this.#isLines ? this.#texts.join("\n") : `[${this.#texts.join(",")}]`;
    const key = `${this.#path}${this.written.length}.${this.#isLines ? "jsonl" : "json"}`;
    await this.#place.put(key, body);
    this.written.push({ Key: key, Size: utf8Bytes(body) });
    this.#texts = [];
    this.#bytes = 0;
  }
}
