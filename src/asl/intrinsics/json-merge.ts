import { ArgumentProblem, type Intrinsic, objectAt, valueAt } from "./intrinsic.ts";

/** States.JsonMerge(first, second, false): keys of the second win. */
export const jsonMerge: Intrinsic = {
  arity: { min: 3, max: 3 },
  evaluate: (values) => {
    // AWS: "Step Functions currently only supports the shallow merging mode".
    if (valueAt(values, 2) !== false) {
      throw new ArgumentProblem("Only shallow merging is supported: argument 3 must be false.");
    }
    return { ...objectAt(values, 0), ...objectAt(values, 1) };
  },
};
