import type { Json } from "../../base/json.ts";
import { ArgumentProblem, arrayAt, type Intrinsic, integerAt } from "./intrinsic.ts";

/** States.ArrayPartition(array, size): chunks in order, the last one may be shorter. */
export const arrayPartition: Intrinsic = {
  arity: { min: 2, max: 2 },
  evaluate: (values) => {
    const items = arrayAt(values, 0);
    const size = integerAt(values, 1);
    if (size < 1) throw new ArgumentProblem("The chunk size must be positive.");
    const chunks: Json[] = [];
    for (let from = 0; from < items.length; from += size)
      chunks.push(items.slice(from, from + size));
    return chunks;
  },
};
