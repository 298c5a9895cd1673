// The output of a Map state that does not export its results: all of them in one list.

import type { ArnScope } from "../../base/arn.ts";
import { utf8Bytes } from "../../base/json.ts";
import { isUnpassable, PAYLOAD_BYTES_MAX } from "../../execution/size-limit.ts";
import type { MapResult } from "../../store/map-run-records.ts";
import type { Store } from "../../store/store.ts";
import { renderResult, type Transformation } from "./render-results.ts";

const PAGE_SIZE = 500;

/** In the order of the items. */
export async function* listResults(
  store: Pick<Store, "listMapResults">,
  mapRun: string,
): AsyncGenerator<MapResult> {
  let after: string | undefined;
  for (;;) {
    const page = { limit: PAGE_SIZE, ...(after !== undefined && { after }) };
    const results = await store.listMapResults(mapRun, page);
    yield* results;
    if (results.length < PAGE_SIZE) return;
    after = String(results.at(-1)?.item);
  }
}

/** JSON text; `undefined` as soon as it is more than may pass between states. */
export async function collectResults(
  { store, scope }: { readonly store: Pick<Store, "listMapResults">; readonly scope: ArnScope },
  mapRun: string,
  transformation: Transformation,
): Promise<string | undefined> {
  const texts: string[] = [];
  let bytes = 2;
  for await (const result of listResults(store, mapRun)) {
    for (const text of renderResult(scope, result, transformation)) {
      texts.push(text);
      bytes += utf8Bytes(text) + 1;
      if (bytes > PAYLOAD_BYTES_MAX + 1) return undefined;
    }
  }
  const output = `[${texts.join(",")}]`;
  return isUnpassable(output) ? undefined : output;
}
