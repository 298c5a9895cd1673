import { defined } from "../../base/assert.ts";
import { type Bilingual, pairUp } from "./check-fields.ts";
import type { CheckValue } from "./check-value.ts";
import { mapShapes, parallelShapes } from "./fork-shapes.ts";
import { JSONATA_SHAPES } from "./jsonata-shapes.ts";
import { JSONPATH_SHAPES } from "./jsonpath-shapes.ts";

/**
 * The fields of every state type, in the order in which AWS lists the types.
 * @param checkStates checks the states of a branch
 */
export function stateShapes(checkStates: CheckValue): ReadonlyMap<string, Bilingual> {
  const simple = [...JSONPATH_SHAPES].map(([type, jsonPath]) => {
    const jsonata = defined(JSONATA_SHAPES.get(type), "each type in both languages");
    return [type, pairUp(jsonPath, jsonata)] as const;
  });
  return new Map([
    ...simple,
    ["Parallel", parallelShapes(checkStates)],
    ["Map", mapShapes(checkStates)],
  ]);
}
