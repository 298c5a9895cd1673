import type { Intrinsic } from "./intrinsic.ts";

/** States.Array(value, …) */
export const array: Intrinsic = {
  arity: { min: 0, max: Number.POSITIVE_INFINITY },
  evaluate: (values) => values,
};
