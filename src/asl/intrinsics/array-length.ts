import { arrayAt, type Intrinsic } from "./intrinsic.ts";

/** States.ArrayLength(array) */
export const arrayLength: Intrinsic = {
  arity: { min: 1, max: 1 },
  evaluate: (values) => arrayAt(values, 0).length,
};
